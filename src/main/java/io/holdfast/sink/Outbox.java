package io.holdfast.sink;

import io.holdfast.common.BytesReader;
import io.holdfast.common.Digest;
import io.holdfast.format.Marker;

/** The records that one committed batch publishes to one sink. Immutable; can be read any number of times. */
public interface Outbox {

    String timeline();

    long batch();

    long batchTimeMillis();

    /** The digest of the batch's manifest. */
    Digest manifest();

    /** How many records there are; at least one. */
    long records();

    /** About how many bytes the records have. */
    long bytes();

    /**
     * Passes each record, from the given index on, to the visitor until it has had enough.
     *
     * @return the index of the record after the last one that was passed
     */
    long visit(long firstRecord, RecordVisitor visitor) throws Exception;

    /** The marker that says that this many records of this batch are published. */
    default Marker marker(long publishedRecords) {
        return new Marker(timeline(), batch(), manifest(), publishedRecords);
    }

    /** Takes records one by one. */
    interface RecordVisitor {

        /**
         * Takes the bytes of one record; the reader ends with them.
         *
         * @return whether to go on with the next record
         */
        boolean record(BytesReader record) throws Exception;
    }
}

package io.holdfast.source;

import io.holdfast.format.SplitPosition;
import java.util.List;

/**
 * Reads one source. The driver calls everything but {@link #read}; {@code read} is called by tasks, for different splits
 * at the same time and for one split never twice at once. Failures are {@link io.holdfast.failure.SourceException}s, or
 * {@link io.holdfast.failure.UserCodeException}s for records that cannot be decoded.
 *
 * @param <T> the type of its records
 */
public interface SourceReader<T> extends AutoCloseable {

    /** Of a source that cannot tell how large its records are. */
    long UNKNOWN_SIZE = -1;

    /** How many records a source gives in one call of {@link #read} if its ranges can be cut at any offset. */
    long RECORDS_PER_READ = 16_384;

    /**
     * About how many bytes a record takes, going by those read before; 0 if none was, {@link #UNKNOWN_SIZE} if the source
     * cannot tell.
     */
    default long recordBytes() {
        return UNKNOWN_SIZE;
    }

    /**
     * Connects and checks that everything the positions say comes next is still there.
     *
     * @param positions every split known to the last committed batch, in order of discovery; empty for a new source
     */
    void start(List<SplitPosition> positions) throws Exception;

    /**
     * Decides what the next batch reads. Does not wait for the network.
     *
     * @param positions every split known so far; what earlier plans read is included even if not yet committed
     * @param recordLimit about how many records the batch may read
     */
    SourcePlan plan(List<SplitPosition> positions, long recordLimit) throws Exception;

    /**
     * How far splits have records now, as far as that is known without asking anybody: how far the job is behind. Called by the
     * driver after {@link #plan}.
     */
    default SplitEnds ends() {
        return SplitEnds.UNKNOWN;
    }

    /**
     * How many offsets of a planned range one call of {@link #read} may be for. The parts of a range are read in order, each from
     * where the one before it ended, and what they hold is worked on between the calls, so that a large batch is never in
     * memory as a whole. The same for the life of the reader, and for one that reads the batch again: the order in which
     * records of different splits are worked on depends on it. By default ranges are read by one call.
     */
    default long recordsPerRead() {
        return Long.MAX_VALUE;
    }

    /**
     * Reads a planned range to its end, or the next part of it, in order, waiting for what has not arrived yet.
     *
     * @return where the split goes on: at {@code range.until}, with the attributes of that place
     */
    SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception;

    /**
     * Confirms that what was read since the last call is what the positions say it is; a batch is sealed only after that.
     * Called when all ranges of a batch have been read; waits for the network where that must be asked.
     */
    default void confirm() throws Exception {}

    /**
     * Tells that a batch which ends at these positions is committed. For monitoring or release of memory only. Called from
     * another thread than the driver's.
     */
    void committed(List<SplitPosition> positions);

    /** Ends background work, also under a call of {@link #read}, which then fails. Idempotent. */
    @Override
    void close();
}

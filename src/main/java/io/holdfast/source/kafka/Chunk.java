package io.holdfast.source.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one poll brought of one partition. Its records lie in [previous chunk's until, until); where there are none is a
 * gap: transaction markers, aborted records, compacted records. Handed from the poller to one task.
 */
final class Chunk {

    /** About what a record costs besides its key and value. */
    private static final int RECORD_OVERHEAD = 128;

    private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records;
    private final long until;
    private final @Nullable Integer epoch;
    private final long bytes;
    private int next;

    Chunk(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, long until, @Nullable Integer epoch) {
        this.records = records;
        this.until = until;
        this.epoch = epoch;
        long sum = 0;
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
            sum += RECORD_OVERHEAD
                    + Math.max(0, record.serializedKeySize())
                    + Math.max(0, record.serializedValueSize());
        }
        bytes = sum;
    }

    /** How large its keys and values are on average; 0 if it has no records. */
    long averageBytes() {
        return records.isEmpty() ? 0 : bytes / records.size() - RECORD_OVERHEAD;
    }

    long until() {
        return until;
    }

    /**
     * The leader epoch of what comes next, of the end if nothing does; null if the brokers do not know it. It is at or above
     * that of each offset passed so far. That of the last record is not: a gap after it may belong to a later epoch, and a
     * position there would look as if the log had been truncated.
     */
    @Nullable
    Integer epochOfNext() {
        return next == records.size() ? epoch : records.get(next).leaderEpoch().orElse(null);
    }

    long bytes() {
        return bytes;
    }

    /** The next record if its offset is below the limit, else null. */
    @Nullable
    ConsumerRecord<ByteBuffer, ByteBuffer> take(long limit) {
        if (next == records.size()) {
            return null;
        }
        ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(next);
        if (record.offset() >= limit) {
            return null;
        }
        next++;
        return record;
    }
}

package io.holdfast.source.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What one poll brought of one partition, or a part of it. Its records lie in [previous chunk's until, until); where there are
 * none is a gap: transaction markers, aborted records, compacted records. Handed from the poller to one task.
 *
 * <p>It is a copy in columns. The client's records, three objects and more for each, would live until their batch comes and
 * be moved by each garbage collection until then; and each keeps the response alive that it came with, of all partitions.
 */
final class Chunk {

    /** Keys and values of a chunk, unless a single record has more. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int NULL = -1;
    private static final int UNKNOWN_EPOCH = -1;
    private static final int COLUMNS_BYTES = 2 * Long.BYTES + 3 * Integer.BYTES;
    private static final int HEADERS_BYTES = 128;

    private final long until;
    private final @Nullable Integer epoch;
    private final long[] offsets;
    private final long[] timestamps;
    private final int[] epochs;
    private final int[] keyLengths;
    private final int[] valueLengths;

    /** Null if no record has any. */
    private @Nullable Headers @Nullable [] headers;

    /** The keys and values of the records, in their order. */
    private final byte[] content;

    private int filled;
    private int taken = -1;
    private int keyStart;

    private Chunk(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, int contentBytes, long until, int epoch) {
        this.until = until;
        this.epoch = epoch == UNKNOWN_EPOCH ? null : epoch;
        offsets = new long[records.size()];
        timestamps = new long[records.size()];
        epochs = new int[records.size()];
        keyLengths = new int[records.size()];
        valueLengths = new int[records.size()];
        content = new byte[contentBytes];
        for (int i = 0; i < offsets.length; i++) {
            fill(i, records.get(i));
        }
    }

    private void fill(int i, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        offsets[i] = record.offset();
        timestamps[i] = record.timestamp();
        epochs[i] = epoch(record);
        keyLengths[i] = append(record.key());
        valueLengths[i] = append(record.value());
        if (record.headers().toArray().length > 0) {
            Headers[] all = headers == null ? new Headers[offsets.length] : headers;
            all[i] = record.headers();
            headers = all;
        }
    }

    private int append(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return NULL;
        }
        int length = bytes.remaining();
        bytes.get(bytes.position(), content, filled, length);
        filled += length;
        return length;
    }

    private static int epoch(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return record.leaderEpoch().orElse(UNKNOWN_EPOCH);
    }

    private static int contentBytes(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /**
     * Copies what was polled, into one chunk unless it is large.
     *
     * @param until the offset where the next poll goes on
     * @param epochOfUntil the leader epoch there; null if the brokers do not know it
     */
    static List<Chunk> of(
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, long until, @Nullable Integer epochOfUntil) {
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(i);
            if (i > from && bytes + (long) contentBytes(record) > MOST_BYTES) {
                chunks.add(new Chunk(records.subList(from, i), bytes, record.offset(), epoch(record)));
                from = i;
                bytes = 0;
            }
            bytes += contentBytes(record);
        }
        int epoch = epochOfUntil == null ? UNKNOWN_EPOCH : epochOfUntil;
        chunks.add(new Chunk(records.subList(from, records.size()), bytes, until, epoch));
        return chunks;
    }

    /** How large its keys and values are on average; 0 if it has no records. */
    long averageBytes() {
        return offsets.length == 0 ? 0 : content.length / offsets.length;
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
        int next = taken + 1;
        if (next == offsets.length) {
            return epoch;
        }
        return epochs[next] == UNKNOWN_EPOCH ? null : epochs[next];
    }

    /** About the memory that it takes. */
    long bytes() {
        int perRecord = COLUMNS_BYTES + (headers == null ? 0 : HEADERS_BYTES);
        return content.length + (long) offsets.length * perRecord;
    }

    /** Goes to the next record if its offset is below the limit. */
    boolean take(long limit) {
        int next = taken + 1;
        if (next == offsets.length || offsets[next] >= limit) {
            return false;
        }
        if (taken >= 0) {
            keyStart = valueStart() + Math.max(0, valueLengths[taken]);
        }
        taken = next;
        return true;
    }

    private int valueStart() {
        return keyStart + Math.max(0, keyLengths[taken]);
    }

    // Of the record that was taken.

    long offset() {
        return offsets[taken];
    }

    long timestampMillis() {
        return timestamps[taken];
    }

    /** The key, in a buffer of its own. */
    @Nullable
    ByteBuffer key() {
        return bytes(keyStart, keyLengths[taken]);
    }

    /** The value, in a buffer of its own. */
    @Nullable
    ByteBuffer value() {
        return bytes(valueStart(), valueLengths[taken]);
    }

    private @Nullable ByteBuffer bytes(int start, int length) {
        return length == NULL ? null : ByteBuffer.wrap(content, start, length).slice();
    }

    Headers headers() {
        Headers own = headers == null ? null : headers[taken];
        return own == null ? new RecordHeaders() : own;
    }
}

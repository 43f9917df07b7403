package io.holdfast.source.kafka;

import io.holdfast.common.Check;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.SplitPosition;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SplitRange;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition while it is read. Its poller fills the buffer and advances the end; one task at a time empties the
 * buffer; the driver looks at the end.
 */
final class Split<K extends @Nullable Object, V extends @Nullable Object> implements AutoCloseable {

    static final String TOPIC_ID = "topicId";
    static final String LEADER_EPOCH = "leaderEpoch";

    private final SplitStart start;
    private final RecordDecoder<K, V> decoder;
    private volatile long recordBytes;
    private final SplitBuffer buffer = new SplitBuffer();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final String name;
    private volatile long end;
    private long fetched;
    private volatile boolean paused;
    private long next;

    Split(SplitStart start, RecordDecoder<K, V> decoder) {
        this.start = start;
        this.decoder = decoder;
        name = SplitNames.name(start.partition());
        end = start.end();
        fetched = start.offset();
        next = start.offset();
    }

    TopicPartition partition() {
        return start.partition();
    }

    String name() {
        return name;
    }

    SplitStart start() {
        return start;
    }

    SplitBuffer buffer() {
        return buffer;
    }

    /** Completes when the brokers have confirmed the position that the split starts at. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** The offset up to which records are known to be readable. */
    long end() {
        return end;
    }

    /** An answer that lies behind what is known already comes from a broker that lags, and changes nothing. */
    void advanceEnd(long known) {
        if (known > end) {
            end = known;
        }
    }

    /** Where the next poll goes on; for the poller alone. */
    long fetched() {
        return fetched;
    }

    void fetched(long offset) {
        fetched = offset;
        advanceEnd(offset);
    }

    boolean paused() {
        return paused;
    }

    void paused(boolean value) {
        paused = value;
    }

    void fail(SourceException reason) {
        ready.completeExceptionally(reason);
        buffer.fail(reason);
    }

    /** How large keys and values were of late, on average; 0 before there were any. */
    long recordBytes() {
        return recordBytes;
    }

    /** Reads a range on the thread of a task; the poller is called when it should fetch again. */
    SplitPosition read(
            SplitRange range, RecordOutput<? super KafkaRecord<K, V>> output, BrokerWait wait, Runnable drained)
            throws Exception {
        Check.that(
                range.from().offset() == next,
                "%s must be read from offset %d, not %d",
                name,
                next,
                range.from().offset());
        SortedMap<String, String> attributes = new TreeMap<>(range.from().attributes());
        attributes.put(TOPIC_ID, start.topicId());
        Integer epoch = null;
        while (next < range.until()) {
            Chunk chunk = buffer.head();
            if (chunk == null) {
                wait.await(buffer.arrival(), "deliver " + name + " from offset " + next);
                continue;
            }
            deliver(chunk, range.until(), output);
            recordBytes = recordBytes == 0 ? chunk.averageBytes() : (3 * recordBytes + chunk.averageBytes()) / 4;
            epoch = chunk.epochOfNext() == null ? epoch : chunk.epochOfNext();
            next = Math.min(chunk.until(), range.until());
            if (chunk.until() <= range.until()) {
                buffer.removeHead();
            }
            if (paused) {
                drained.run();
            }
        }
        if (epoch != null) {
            attributes.put(LEADER_EPOCH, epoch.toString());
        }
        return new SplitPosition(name, next, attributes);
    }

    private void deliver(Chunk chunk, long until, RecordOutput<? super KafkaRecord<K, V>> output) throws Exception {
        while (chunk.take(until)) {
            KafkaRecord<K, V> decoded;
            try {
                decoded = decoder.decode(partition(), chunk);
            } catch (UserCodeException e) {
                output.failed(chunk.offset(), RecordDecoder.text(chunk.value()), e);
                continue;
            }
            output.record(chunk.offset(), decoded);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}

package io.holdfast.source.kafka;

import io.holdfast.common.Check;
import io.holdfast.common.Worker;
import io.holdfast.failure.SourceException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka consumer on a worker of its own, fetching some of the splits ahead of the batches.
 *
 * <p>Where a poll has brought a split to is taken from {@code nextOffsets}, not from the records: after the last record
 * there may be any number of offsets without one. A split whose buffer is full is paused; the task that empties it wakes
 * the consumer up. Every split has its own share of the buffer, so that one which nobody reads at the moment cannot
 * starve one that a task waits for.
 *
 * <p>Brokers that go away are waited for inside {@code poll}; whatever it throws ends the reader, and the engine starts
 * a new one, which looks at what the brokers hold before it reads.
 */
final class Poller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String source;
    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final Duration brokerTimeout;
    private final LongSupplier shareBytes;
    private final Worker worker;
    private final ConcurrentLinkedQueue<Split<?, ?>> added = new ConcurrentLinkedQueue<>();
    private final List<Split<?, ?>> splits = new CopyOnWriteArrayList<>();
    private final List<Split<?, ?>> adopted = new ArrayList<>();
    private final ArrayDeque<Split<?, ?>> unconfirmed = new ArrayDeque<>();
    private volatile @Nullable SourceException failure;
    private volatile boolean closing;

    /** The share is how many bytes one split may buffer; it shrinks when splits are added. */
    Poller(
            String source,
            Consumer<ByteBuffer, ByteBuffer> consumer,
            Duration brokerTimeout,
            LongSupplier shareBytes,
            Worker worker) {
        this.source = source;
        this.consumer = consumer;
        this.brokerTimeout = brokerTimeout;
        this.shareBytes = shareBytes;
        this.worker = worker;
    }

    /** Fetches one more split; called by one thread. */
    void add(Split<?, ?> split) {
        splits.add(split);
        added.add(split);
        if (splits.size() == 1) {
            // A consumer without partitions refuses to poll.
            var unused = worker.submit(Executors.callable(this::run));
        } else {
            consumer.wakeup();
        }
        SourceException reason = failure;
        if (reason != null) {
            split.fail(reason);
        }
    }

    int load() {
        return splits.size();
    }

    /** Why nothing more will be fetched, or null while all is well. */
    @Nullable
    SourceException failure() {
        return failure;
    }

    /** Tells that a split was read from, and may have room again. */
    void drained(Split<?, ?> split) {
        if (split.paused() && hasRoom(split)) {
            consumer.wakeup();
        }
    }

    private boolean hasRoom(Split<?, ?> split) {
        return split.buffer().bytes() <= shareBytes.getAsLong() / 2;
    }

    private void run() {
        try {
            while (!closing) {
                step();
            }
        } catch (Throwable e) {
            fail(new PollFailure(source, splits).explain(e));
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void step() {
        try {
            adopt();
            adopted.forEach(this::pauseOrResume);
            deliver(consumer.poll(POLL));
            adopted.forEach(this::lookAtEnd);
        } catch (WakeupException e) {
            LOG.trace("{}: woken up", source);
        }
    }

    /** Partitions that stay assigned keep their positions; the new ones get theirs before anything is polled. */
    private void adopt() {
        int before = adopted.size();
        for (Split<?, ?> split = added.poll(); split != null; split = added.poll()) {
            adopted.add(split);
            unconfirmed.add(split);
        }
        if (adopted.size() > before) {
            consumer.assign(adopted.stream().map(Split::partition).toList());
        }
        if (!unconfirmed.isEmpty()) {
            confirm();
        }
    }

    /** A position that comes with a leader epoch is compared with the log of the brokers before anything is fetched. */
    private void confirm() {
        List<TopicPartition> withEpoch = unconfirmed.stream()
                .filter(split -> split.start().epoch() != null)
                .map(Split::partition)
                .toList();
        // Only a client that knows the leader's epoch compares; it learns it on the way to the leader.
        consumer.endOffsets(withEpoch, brokerTimeout);
        // All first: asking for one position makes the client look for those of all partitions.
        unconfirmed.forEach(this::seek);
        for (Split<?, ?> split = unconfirmed.peek(); split != null; split = unconfirmed.peek()) {
            SplitStart start = split.start();
            if (start.epoch() != null) {
                long confirmed = consumer.position(split.partition(), brokerTimeout);
                Check.that(confirmed == start.offset(), "%s is at %d after seek", split.name(), confirmed);
            }
            split.ready().complete(null);
            unconfirmed.remove();
        }
    }

    private void seek(Split<?, ?> split) {
        SplitStart start = split.start();
        consumer.seek(split.partition(), new OffsetAndMetadata(start.offset(), Optional.ofNullable(start.epoch()), ""));
    }

    private void pauseOrResume(Split<?, ?> split) {
        if (split.paused()) {
            if (hasRoom(split)) {
                split.paused(false);
                consumer.resume(List.of(split.partition()));
            }
        } else if (split.buffer().bytes() >= shareBytes.getAsLong()) {
            split.paused(true);
            consumer.pause(List.of(split.partition()));
        }
    }

    private void deliver(ConsumerRecords<ByteBuffer, ByteBuffer> polled) {
        Map<TopicPartition, OffsetAndMetadata> nextOffsets = polled.nextOffsets();
        if (nextOffsets.isEmpty()) {
            return;
        }
        for (Split<?, ?> split : adopted) {
            OffsetAndMetadata next = nextOffsets.get(split.partition());
            if (next != null) {
                Chunk.of(
                                polled.records(split.partition()),
                                next.offset(),
                                next.leaderEpoch().orElse(null))
                        .forEach(split.buffer()::add);
                split.fetched(next.offset());
            }
        }
    }

    private void lookAtEnd(Split<?, ?> split) {
        if (!split.paused()) {
            consumer.currentLag(split.partition()).ifPresent(lag -> split.advanceEnd(split.fetched() + lag));
        }
    }

    private void fail(SourceException reason) {
        if (failure == null) {
            failure = reason;
        }
        splits.forEach(split -> split.fail(reason));
    }

    /** Ends polling, and every read that waits, without waiting for it. */
    void end() {
        closing = true;
        fail(new SourceException("source " + source + ": the reader was closed"));
        consumer.wakeup();
    }

    @Override
    public void close() {
        end();
        worker.close();
    }
}

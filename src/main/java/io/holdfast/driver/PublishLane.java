package io.holdfast.driver;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of one sink's output: committed outboxes in, publication in order on a thread of its own. A failure ends the
 * lane; the engine restarts and learns from the marker what was published.
 */
final class PublishLane implements AutoCloseable {

    private final String sink;
    private final Publisher publisher;
    private final boolean keepsMarker;
    private final Workers workers;
    private final Worker worker;
    private final Attention attention;
    private final Deque<Outbox> pending = new ArrayDeque<>();
    private long pendingBytes;
    private long firstSkip;
    private long lastCommitted;
    private boolean publishing;
    private boolean closing;
    private @Nullable Marker marker;
    private @Nullable Throwable failure;

    PublishLane(String sink, Publisher publisher, boolean keepsMarker, Workers workers, Attention attention) {
        this.sink = sink;
        this.publisher = publisher;
        this.keepsMarker = keepsMarker;
        this.workers = workers;
        this.worker = workers.start("publish-" + sink);
        this.attention = attention;
    }

    /** Shuts older publishers out and reads the marker, on the lane's thread. */
    CompletableFuture<@Nullable Marker> recover() {
        return worker.submit(publisher::recover);
    }

    /** Begins with what a restart found unpublished. */
    synchronized void begin(SinkRecovery.Pending found) {
        marker = found.marker();
        lastCommitted = found.through();
        firstSkip = found.skipRecords();
        for (Outbox outbox : found.outboxes()) {
            enqueue(outbox);
        }
    }

    /** Takes the output of a batch that was just committed; null if it has none for this sink. */
    synchronized void committed(long batch, @Nullable Outbox outbox) {
        lastCommitted = batch;
        if (outbox != null) {
            enqueue(outbox);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // publishAll reports its own failure
    private synchronized void enqueue(Outbox outbox) {
        pending.addLast(outbox);
        pendingBytes += outbox.bytes();
        if (!publishing && failure == null) {
            publishing = true;
            worker.submit(this::publishAll);
        }
    }

    /** Publishes what waits, as much at a time as there is: a sink that falls behind gets larger steps. */
    private boolean publishAll() {
        try {
            for (List<Outbox> next = waiting(); !next.isEmpty(); next = waiting()) {
                publisher.publish(next, firstSkip);
                published(next);
            }
            return true;
        } catch (Throwable e) {
            fail(named(e));
            return false;
        } finally {
            attention.raise();
        }
    }

    private synchronized List<Outbox> waiting() {
        if (pending.isEmpty() || closing) {
            publishing = false;
            return List.of();
        }
        return new ArrayList<>(pending);
    }

    private synchronized void published(List<Outbox> outboxes) {
        for (Outbox outbox : outboxes) {
            pending.removeFirst();
            pendingBytes -= outbox.bytes();
        }
        firstSkip = 0;
        if (keepsMarker) {
            Outbox last = outboxes.get(outboxes.size() - 1);
            marker = last.marker(last.records());
        }
        attention.raise();
    }

    private Throwable named(Throwable e) {
        return e instanceof Error || e instanceof HoldfastException
                ? e
                : new SinkException("sink '" + sink + "' failed to publish: " + e, e);
    }

    private synchronized void fail(Throwable e) {
        failure = e;
        publishing = false;
    }

    /** What ended this lane, or null. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** All output of batches up to this one is published. */
    synchronized long publishedThrough() {
        Outbox first = pending.peekFirst();
        return first == null ? lastCommitted : first.batch() - 1;
    }

    synchronized @Nullable Marker marker() {
        return marker;
    }

    synchronized boolean isWithin(int maxBatches, long maxBytes) {
        return pending.size() < maxBatches && pendingBytes < maxBytes;
    }

    synchronized boolean isDrained() {
        return pending.isEmpty();
    }

    /** Lets the publisher refresh what its target would forget. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task reports its own failure
    synchronized void keepAlive() {
        if (!publishing && failure == null) {
            worker.submit(() -> {
                try {
                    publisher.keepAlive();
                } catch (Throwable e) {
                    fail(named(e));
                    attention.raise();
                }
                return sink;
            });
        }
    }

    /** What is not published yet is left to the next lane of this sink, in this process or in another. */
    @Override
    public void close() throws Exception {
        synchronized (this) {
            closing = true;
        }
        CompletableFuture<String> closing = worker.submit(() -> {
            publisher.close();
            return sink;
        });
        worker.close();
        workers.await(closing);
    }
}

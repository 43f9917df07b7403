package io.holdfast.source.kafka;

import io.holdfast.failure.SourceException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The prefetched chunks of one split, from its poller to the task that reads it. Bounded by the poller, which pauses
 * the partition. Locks are taken per chunk, not per record. Thread-safe.
 */
final class SplitBuffer {

    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private volatile long bytes;
    private @Nullable CompletableFuture<Void> arrival;
    private @Nullable SourceException failure;

    void add(Chunk chunk) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            chunks.add(chunk);
            bytes = bytes + chunk.bytes();
            waiting = arrival;
            arrival = null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** No more chunks will come; the first reason counts. */
    void fail(SourceException reason) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            failure = failure == null ? reason : failure;
            waiting = arrival;
            arrival = null;
        }
        if (waiting != null) {
            waiting.completeExceptionally(reason);
        }
    }

    /** The oldest chunk, or null if there is none; then {@link #arrival} tells of the next. */
    synchronized @Nullable Chunk head() {
        if (failure != null) {
            throw failure;
        }
        return chunks.peek();
    }

    synchronized void removeHead() {
        bytes = bytes - chunks.remove().bytes();
    }

    /** Completes as soon as there is a chunk. */
    synchronized CompletableFuture<Void> arrival() {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (!chunks.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (arrival == null) {
            arrival = new CompletableFuture<>();
        }
        return arrival;
    }

    long bytes() {
        return bytes;
    }
}

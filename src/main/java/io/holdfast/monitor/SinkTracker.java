package io.holdfast.monitor;

import io.holdfast.model.JobListener.Published;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows a sink. What waits for it is bounded by the job, which waits for it then. */
final class SinkTracker {

    private final String name;
    private final String kind;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long newest = -1;
    private long publishedThrough = -1;
    private long records;
    private @Nullable Double lastStepMillis;
    private long failures;

    private record Waiting(long batch, long committedMillis) {}

    SinkTracker(String name, String kind) {
        this.name = name;
        this.kind = kind;
    }

    /** A batch is committed, with output for this sink or without. */
    void committed(long batch, long millis, boolean hasOutput) {
        newest = batch;
        if (hasOutput) {
            waiting.addLast(new Waiting(batch, millis));
        }
    }

    /** Returns the batches that waited and do so no more. */
    List<Long> published(Published published) {
        List<Long> batches = published.publication().batches();
        records += published.publication().records();
        lastStepMillis = published.took().toNanos() / 1e6;
        return batches.isEmpty() ? List.of() : through(batches.get(batches.size() - 1));
    }

    /** The engine has begun again, and found that all through this batch is published. */
    List<Long> through(long batch) {
        List<Long> done = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.getFirst().batch <= batch) {
            done.add(waiting.removeFirst().batch);
        }
        publishedThrough = Math.max(publishedThrough, batch);
        return done;
    }

    void failed() {
        failures++;
    }

    SinkStatus status() {
        Waiting oldest = waiting.peekFirst();
        return new SinkStatus(
                name,
                kind,
                oldest == null ? Math.max(newest, publishedThrough) : oldest.batch - 1,
                waiting.size(),
                oldest == null ? null : oldest.committedMillis,
                records,
                lastStepMillis,
                failures);
    }
}

package io.holdfast.monitor;

import io.holdfast.common.TimeSource;
import io.holdfast.model.BatchDetails;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.StateUse;
import io.holdfast.model.BatchDetails.Unread;
import io.holdfast.model.BatchDetails.Waits;
import io.holdfast.model.JobListener;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.BatchStart;
import io.holdfast.model.JobListener.Input;
import io.holdfast.model.JobListener.Publication;
import io.holdfast.model.JobListener.PublicationFailure;
import io.holdfast.model.JobListener.Published;
import io.holdfast.model.JobListener.Range;
import io.holdfast.model.JobListener.Ready;
import io.holdfast.model.JobListener.ReceiverFailure;
import io.holdfast.model.JobListener.Reception;
import io.holdfast.model.JobListener.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A job with source {@code in}, operator {@code counts} and sink {@code out}, as its listeners hear it, in a time that a test moves. */
public final class MonitoredEvents implements TimeSource {

    public static final JobInfo INFO =
            new JobInfo("sums", "/data", 1000, 2, 4, Map.of("in", "queue"), Map.of("out", "files"));

    private final JobListener listener;
    private final long[] millis = {1_000_000};

    /** The listener is made later if it needs the time. */
    public MonitoredEvents(Function<TimeSource, JobListener> listener) {
        this.listener = listener.apply(this);
    }

    @Override
    public long wallMillis() {
        return millis[0];
    }

    @Override
    public long monotonicNanos() {
        return millis[0] * 1_000_000;
    }

    public MonitoredEvents pass(long more) {
        millis[0] += more;
        return this;
    }

    public MonitoredEvents ready(long lastBatch) {
        listener.ready(new Ready(lastBatch, 7, 0, Duration.ofMillis(250), Map.of("out", lastBatch)));
        return this;
    }

    public MonitoredEvents started(long batch) {
        listener.started(new BatchStart(
                batch, Instant.ofEpochMilli(millis[0]), Map.of(), Instant.ofEpochMilli(millis[0]), Duration.ZERO));
        return this;
    }

    /** Reads up to {@code until} of {@code end}, and puts a record out. */
    public MonitoredEvents committed(long batch, long until, long end, boolean limited) {
        return committed(batch, until, end, limited, 1);
    }

    public MonitoredEvents committed(long batch, long until, long end, boolean limited, long output) {
        List<Unread> unread = until < end ? List.of(new Unread("a", until, end)) : List.of();
        BatchDetails details = new BatchDetails(
                new Waits(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3)),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(30),
                Map.of("in", new Backlog(1, end - until, unread, 100, limited)),
                500,
                Map.of(
                        "counts", new StateUse("counts", 40, 4, 400, 4_000, 40_000),
                        "counts#panes", new StateUse("counts", 2, 1, 20, 200, 2_000)),
                77,
                new BatchDetails.Snapshots(2, 1, 3),
                Map.of("counts", Instant.ofEpochMilli(millis[0] - 5_000)),
                1);
        listener.committed(new BatchReport(
                batch,
                Instant.ofEpochMilli(millis[0]),
                Map.of("in", new Input(10, List.of(new Range("a", until - 10, until)))),
                Map.of("source.in.records", 10L, "sink.out.records", output),
                10,
                42,
                1_234,
                4_200,
                Instant.ofEpochMilli(millis[0]),
                Duration.ofMillis(6),
                Duration.ofMillis(70),
                Duration.ofMillis(15),
                details));
        return this;
    }

    public MonitoredEvents published(Long... batches) {
        listener.published(
                new Published(new Publication("out", List.of(batches), batches.length), Duration.ofMillis(8)));
        return this;
    }

    public MonitoredEvents publicationFailed(long batch) {
        listener.publicationFailed(new PublicationFailure(
                new Publication("out", List.of(batch), 1), new IllegalStateException("no space")));
        return this;
    }

    public MonitoredEvents receiverFailed() {
        listener.receiverFailed(new ReceiverFailure(new Reception("in", "a"), new IllegalStateException("gone"), 1));
        return this;
    }

    public MonitoredEvents restarting(long fromBatch, int attempt) {
        listener.restarting(new Restart(
                new IllegalStateException("sink down", new RuntimeException("refused")), fromBatch, attempt));
        return this;
    }

    public MonitoredEvents ended(Throwable failure) {
        listener.ended(failure);
        return this;
    }
}

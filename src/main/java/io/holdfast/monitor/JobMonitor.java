package io.holdfast.monitor;

import io.holdfast.common.TimeSource;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.StateUse;
import io.holdfast.model.JobListener;
import io.holdfast.monitor.JobStatus.RunningBatch;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows a job, and shows how it stands. The job never waits for whoever looks: each event ends with a new immutable status,
 * which is published by one volatile write. {@link #status} and {@link #history} are thread-safe.
 */
public final class JobMonitor implements JobListener {

    private final JobInfo info;
    private final TimeSource time;
    private final long processMillis;
    private final BatchHistory history = new BatchHistory();
    private final Map<String, SourceTracker> sources = new TreeMap<>();
    private final Map<String, SinkTracker> sinks = new TreeMap<>();
    private final Map<Long, Unpublished> unpublished = new HashMap<>();
    private final Deque<RestartStatus> starts = new ArrayDeque<>();
    private Phase phase = Phase.STARTING;
    private @Nullable String failure;
    private long epoch;
    private long batches;
    private long records;
    private long restarts;
    private @Nullable RunningBatch running;
    private @Nullable BatchRow last;
    private List<OperatorStatus> operators = List.of();
    private @Nullable CheckpointStatus checkpoint;
    private volatile JobStatus status;

    /** The sinks that a batch still waits for. */
    private static final class Unpublished {

        private final long sinceNanos;
        private int sinks;

        Unpublished(long sinceNanos, int sinks) {
            this.sinceNanos = sinceNanos;
            this.sinks = sinks;
        }
    }

    public JobMonitor(JobInfo info, TimeSource time) {
        this.info = info;
        this.time = time;
        processMillis = time.wallMillis();
        info.sources().forEach((name, kind) -> sources.put(name, new SourceTracker(name, kind)));
        info.sinks().forEach((name, kind) -> sinks.put(name, new SinkTracker(name, kind)));
        starts.addFirst(new RestartStatus(processMillis, null, -1, 0, null));
        status = snapshot(1);
    }

    /** What was known of the job before it started. */
    public JobInfo info() {
        return info;
    }

    /** How the job stands. */
    public JobStatus status() {
        return status;
    }

    /** Its last batches. */
    public BatchHistory history() {
        return history;
    }

    @Override
    public void ready(Ready ready) {
        phase = Phase.RUNNING;
        failure = null;
        epoch = ready.epoch();
        starts.addFirst(starts.removeFirst()
                .ready(ready.lastBatch(), millis(ready.took().toNanos())));
        ready.published().forEach((sink, batch) -> settled(sink(sink).through(batch)));
        publish();
    }

    @Override
    public void started(BatchStart start) {
        running = new RunningBatch(start.batch(), start.begun().toEpochMilli());
        publish();
    }

    @Override
    public void committed(BatchReport report) {
        long now = time.wallMillis();
        batches++;
        records += report.recordsRead();
        if (running != null && running.batch() <= report.batch()) {
            running = null;
        }
        sources(report).forEach(source -> source(source)
                .committed(
                        now,
                        report.inputs().get(source),
                        report.details().backlogs().get(source)));
        int outputs = outputs(report, now);
        if (outputs > 0) {
            unpublished.put(report.batch(), new Unpublished(time.monotonicNanos(), outputs));
        }
        last = row(report, outputs == 0 ? 0.0 : null);
        history.add(last);
        operators = operators(report);
        checkpoint = checkpoint(report, now);
        publish();
    }

    /** All that it read or could have read. */
    private Collection<String> sources(BatchReport report) {
        Set<String> names = new TreeSet<>(sources.keySet());
        names.addAll(report.inputs().keySet());
        names.addAll(report.details().backlogs().keySet());
        return names;
    }

    private int outputs(BatchReport report, long now) {
        report.counts().keySet().forEach(count -> sinkOf(count).ifPresent(this::sink));
        int outputs = 0;
        for (Map.Entry<String, SinkTracker> sink : sinks.entrySet()) {
            boolean hasOutput = report.counts().getOrDefault("sink." + sink.getKey() + ".records", 0L) > 0;
            sink.getValue().committed(report.batch(), now, hasOutput);
            outputs += hasOutput ? 1 : 0;
        }
        return outputs;
    }

    private static Optional<String> sinkOf(String count) {
        return count.startsWith("sink.") && count.endsWith(".records")
                ? Optional.of(count.substring("sink.".length(), count.length() - ".records".length()))
                : Optional.empty();
    }

    private BatchRow row(BatchReport report, @Nullable Double publishMillis) {
        var details = report.details();
        Collection<Backlog> backlogs = details.backlogs().values();
        return new BatchRow(
                history.nextChange(),
                report.batch(),
                report.time().toEpochMilli(),
                report.begun().toEpochMilli(),
                report.recordsRead(),
                Math.max(0, millis(report.schedulingDelay().toNanos())),
                millis(details.waits().sinks().toNanos()),
                millis(details.waits().commits().toNanos()),
                millis(details.waits().snapshots().toNanos()),
                millis(details.read().toNanos()),
                millis(details.compute().toNanos()),
                millis(Math.max(
                        0,
                        report.run()
                                .minus(details.read())
                                .minus(details.compute())
                                .toNanos())),
                millis(report.commit().toNanos()),
                publishMillis,
                backlogs.isEmpty()
                        ? null
                        : backlogs.stream().mapToLong(Backlog::records).sum(),
                details.recordLimit(),
                backlogs.stream().anyMatch(Backlog::limited),
                report.keys(),
                report.fileBytes(),
                report.cacheBytes());
    }

    private static List<OperatorStatus> operators(BatchReport report) {
        Map<String, OperatorStatus> operators = new TreeMap<>();
        report.details()
                .states()
                .values()
                .forEach(use -> operators.merge(use.operator(), operator(use, report), JobMonitor::together));
        return List.copyOf(operators.values());
    }

    private static OperatorStatus operator(StateUse use, BatchReport report) {
        Instant watermark = report.details().watermarks().get(use.operator());
        return new OperatorStatus(
                use.operator(),
                use.keys(),
                use.changed(),
                use.deltaBytes(),
                use.cacheBytes(),
                use.storeBytes(),
                watermark == null ? null : watermark.toEpochMilli());
    }

    /** Of the tables of one operator. */
    private static OperatorStatus together(OperatorStatus first, OperatorStatus second) {
        return new OperatorStatus(
                first.name(),
                first.keys() + second.keys(),
                first.changed() + second.changed(),
                first.deltaBytes() + second.deltaBytes(),
                first.cacheBytes() + second.cacheBytes(),
                first.storeBytes() + second.storeBytes(),
                first.watermarkMillis());
    }

    private static CheckpointStatus checkpoint(BatchReport report, long now) {
        var details = report.details();
        return new CheckpointStatus(
                report.batch(),
                details.oldestRetained(),
                now,
                report.fileBytes(),
                details.replayBytes(),
                details.snapshots().shards(),
                details.snapshots().onTheirWay(),
                details.snapshots().oldest());
    }

    @Override
    public void published(Published published) {
        settled(sink(published.publication().sink()).published(published));
        publish();
    }

    private void settled(List<Long> done) {
        for (long batch : done) {
            Unpublished waiting = unpublished.get(batch);
            if (waiting != null && --waiting.sinks == 0) {
                unpublished.remove(batch);
                history.published(batch, millis(time.monotonicNanos() - waiting.sinceNanos));
            }
        }
    }

    @Override
    public void publicationFailed(PublicationFailure failed) {
        sink(failed.publication().sink()).failed();
        publish();
    }

    @Override
    public void receiverFailed(ReceiverFailure failed) {
        source(failed.reception().source()).receiverFailed();
        publish();
    }

    @Override
    public void restarting(Restart restart) {
        phase = Phase.RESTARTING;
        failure = Causes.text(restart.cause());
        running = null;
        restarts++;
        starts.addFirst(new RestartStatus(time.wallMillis(), failure, restart.fromBatch(), restart.attempt(), null));
        if (starts.size() > JobStatus.STARTS) {
            starts.removeLast();
        }
        publish();
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        phase = Phase.ENDED;
        failure = cause == null ? null : Causes.text(cause);
        running = null;
        publish();
    }

    private SourceTracker source(String name) {
        return sources.computeIfAbsent(name, unknown -> new SourceTracker(unknown, ""));
    }

    private SinkTracker sink(String name) {
        return sinks.computeIfAbsent(name, unknown -> new SinkTracker(unknown, ""));
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    private void publish() {
        status = snapshot(status.version() + 1);
    }

    private JobStatus snapshot(long version) {
        return new JobStatus(
                version,
                processMillis,
                phase,
                failure,
                epoch,
                batches,
                records,
                running,
                last,
                sources.values().stream().map(SourceTracker::status).toList(),
                operators,
                sinks.values().stream().map(SinkTracker::status).toList(),
                checkpoint,
                new ArrayList<>(starts),
                restarts);
    }
}

package io.holdfast.metrics;

import io.holdfast.common.TimeSource;
import io.holdfast.monitor.CheckpointStatus;
import io.holdfast.monitor.JobMonitor;
import io.holdfast.monitor.JobStatus;
import io.holdfast.monitor.OperatorStatus;
import io.holdfast.monitor.Phase;
import io.holdfast.monitor.SinkStatus;
import io.holdfast.monitor.SourceStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Gauges, which are read off the status of a job when somebody asks. */
final class JobGauges {

    private final MeterRegistry registry;
    private final Tags tags;
    private final JobMonitor monitor;
    private final TimeSource time;
    private final Set<String> registered = new HashSet<>();

    JobGauges(MeterRegistry registry, Tags tags, JobMonitor monitor, TimeSource time) {
        this.registry = registry;
        this.tags = tags;
        this.monitor = monitor;
        this.time = time;
        ofJob();
        ofCheckpoint();
        registerNew();
    }

    private void ofJob() {
        gauge(
                "holdfast.job.ready",
                null,
                tags,
                "1 while the job takes batches, 0 while it starts or restarts",
                status -> status.phase() == Phase.RUNNING ? 1 : 0);
        gauge(
                "holdfast.batch.interval",
                "seconds",
                tags,
                "How often a batch begins",
                status -> monitor.info().batchIntervalMillis() / 1e3);
        gauge(
                "holdfast.batch.running",
                "seconds",
                tags,
                "How long the running batch has been running; 0 if none is",
                status -> {
                    JobStatus.RunningBatch running = status.running();
                    return running == null ? 0 : age(running.sinceMillis());
                });
    }

    private void ofCheckpoint() {
        checkpoint("holdfast.checkpoint.batch", null, "The newest committed batch", CheckpointStatus::newest);
        checkpoint(
                "holdfast.checkpoint.oldest.batch",
                null,
                "The oldest batch that can be restored",
                CheckpointStatus::oldestRetained);
        checkpoint(
                "holdfast.checkpoint.timestamp",
                "seconds",
                "When the newest batch was durable, since the epoch",
                checkpoint -> checkpoint.committedMillis() / 1e3);
        checkpoint(
                "holdfast.checkpoint.replay",
                "bytes",
                "What a restart would replay, of the shard that has the most",
                CheckpointStatus::replayBytes);
    }

    private void checkpoint(
            String name, @Nullable String unit, String description, ToDoubleFunction<CheckpointStatus> value) {
        gauge(name, unit, tags, description, status -> {
            CheckpointStatus checkpoint = status.checkpoint();
            return checkpoint == null ? Double.NaN : value.applyAsDouble(checkpoint);
        });
    }

    /** Adds those of sources, sinks and operators that are heard of for the first time. */
    void registerNew() {
        JobStatus status = monitor.status();
        for (SourceStatus source : status.sources()) {
            if (registered.add("source " + source.name())) {
                ofSource(source.name());
            }
        }
        for (SinkStatus sink : status.sinks()) {
            if (registered.add("sink " + sink.name())) {
                ofSink(sink.name());
            }
        }
        for (OperatorStatus operator : status.operators()) {
            if (registered.add("operator " + operator.name())) {
                ofOperator(operator.name());
            }
            if (operator.watermarkMillis() != null && registered.add("watermark " + operator.name())) {
                ofWatermark(operator.name());
            }
        }
    }

    private void ofSource(String name) {
        Tags with = tags.and("source", name);
        source(
                with,
                name,
                "holdfast.source.lag.records",
                null,
                "Records that wait, about; NaN if the source cannot tell",
                source -> {
                    Long unread = source.unreadRecords();
                    return unread == null ? Double.NaN : unread;
                });
        source(
                with,
                name,
                "holdfast.source.lag",
                "seconds",
                "How long the record that has waited longest has waited",
                source -> {
                    Long since = source.behindSinceMillis();
                    return since == null ? 0 : age(since);
                });
        source(
                with,
                name,
                "holdfast.source.limited",
                null,
                "1 if the last batch could not read all that was there",
                source -> source.limited() ? 1 : 0);
    }

    private void source(
            Tags with,
            String name,
            String metric,
            @Nullable String unit,
            String description,
            ToDoubleFunction<SourceStatus> value) {
        gauge(
                metric,
                unit,
                with,
                description,
                status -> value(status.sources(), source -> source.name().equals(name), value));
    }

    private void ofSink(String name) {
        Tags with = tags.and("sink", name);
        sink(
                with,
                name,
                "holdfast.sink.unpublished.batches",
                null,
                "Committed batches that wait for the sink",
                SinkStatus::unpublishedBatches);
        sink(with, name, "holdfast.sink.lag", "seconds", "How long the oldest of them has waited", sink -> {
            Long since = sink.unpublishedSinceMillis();
            return since == null ? 0 : age(since);
        });
    }

    private void sink(
            Tags with,
            String name,
            String metric,
            @Nullable String unit,
            String description,
            ToDoubleFunction<SinkStatus> value) {
        gauge(
                metric,
                unit,
                with,
                description,
                status -> value(status.sinks(), sink -> sink.name().equals(name), value));
    }

    private void ofOperator(String name) {
        operator(name, "holdfast.state.keys", null, "Keys with state", OperatorStatus::keys);
        operator(name, "holdfast.state.cache", "bytes", "Cached state in memory, about", OperatorStatus::cacheBytes);
        operator(name, "holdfast.state.store", "bytes", "State in RocksDB, about", OperatorStatus::storeBytes);
    }

    private void ofWatermark(String name) {
        operator(name, "holdfast.watermark.timestamp", "seconds", "The watermark, since the epoch", operator -> {
            Long watermark = operator.watermarkMillis();
            return watermark == null ? Double.NaN : watermark / 1e3;
        });
    }

    private void operator(
            String name,
            String metric,
            @Nullable String unit,
            String description,
            ToDoubleFunction<OperatorStatus> value) {
        gauge(
                metric,
                unit,
                tags.and("operator", name),
                description,
                status -> value(status.operators(), operator -> operator.name().equals(name), value));
    }

    private static <T> double value(List<T> all, Predicate<T> named, ToDoubleFunction<T> value) {
        return all.stream().filter(named).mapToDouble(value).findFirst().orElse(Double.NaN);
    }

    private void gauge(
            String name, @Nullable String unit, Tags with, String description, ToDoubleFunction<JobStatus> value) {
        Gauge.builder(name, monitor, watched -> value.applyAsDouble(watched.status()))
                .description(description)
                .baseUnit(unit)
                .tags(with)
                .strongReference(true)
                .register(registry);
    }

    private double age(long sinceMillis) {
        return Math.max(0, time.wallMillis() - sinceMillis) / 1e3;
    }
}

package io.holdfast.driver;

import io.holdfast.codec.Types;
import io.holdfast.model.JobListener;
import io.holdfast.monitor.JobInfo;
import io.holdfast.plan.Plan;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job as its program described it, about to start.
 *
 * @param options everything but the graph
 * @param plan the graph
 * @param types the registered types
 * @param checkpoint where its checkpoint is
 * @param workDirectory where working copies of state go
 * @param listeners who hears of its life
 */
public record JobDescription(
        JobOptions options,
        Plan plan,
        Types types,
        Storage checkpoint,
        Path workDirectory,
        List<JobListener> listeners) {

    public JobDescription {
        listeners = List.copyOf(listeners);
    }

    /** The same, of whose life others hear. */
    public JobDescription heardBy(List<JobListener> others) {
        return new JobDescription(options, plan, types, checkpoint, workDirectory, others);
    }

    /** The same for whoever watches the job. */
    public JobInfo info() {
        Map<String, String> sources = new TreeMap<>();
        plan.sources().forEach(source -> sources.put(source.name(), source.kind()));
        Map<String, String> sinks = new TreeMap<>();
        plan.sinks().forEach(sink -> sinks.put(sink.name(), sink.kind()));
        return new JobInfo(
                options.name(),
                checkpoint.location(),
                options.batchInterval().toMillis(),
                options.parallelism(),
                options.maxUnpublishedBatches(),
                sources,
                sinks);
    }
}

package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.codec.Types;
import io.holdfast.execution.EmbeddedRunner;
import io.holdfast.execution.Runner;
import io.holdfast.format.Manifest;
import io.holdfast.format.Marker;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.sink.SinkContext;
import io.holdfast.source.ReceiverEvents;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import io.holdfast.state.Transfers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an engine is made of: sources, a runner with the state, and the lanes to the sinks. */
record EngineParts(SourceSet sources, Runner runner, PublishLanes lanes, Transfers transfers) implements AutoCloseable {

    /** Restores everything to a committed batch: state, connections and markers at the same time. */
    static EngineParts restore(
            Committed head,
            JobOptions options,
            Plan plan,
            Types types,
            JobEnvironment environment,
            Checkpoint checkpoint,
            Control control,
            Listeners listeners)
            throws Exception {
        Manifest manifest = head.manifest();
        Map<String, SourceReader<?>> readers = openReaders(plan, manifest, options, environment, listeners);
        Function<String, SinkContext> contexts = sinkContexts(manifest, types, environment);
        SourceSet sources = new SourceSet(
                plan.sources(), readers, manifest.sources(), options.parallelism(), environment.time(), control);
        PublishLanes lanes =
                new PublishLanes(plan.sinks(), contexts, options, environment, control.attention(), listeners);
        Transfers transfers = new Transfers(environment.workers());
        Runner runner = null;
        try (CommittedDeltas deltas = new CommittedDeltas(checkpoint.reader())) {
            List<CompletableFuture<?>> starting = sources.start(environment.workers());
            Map<String, CompletableFuture<@Nullable Marker>> recovering = lanes.recover();
            ShardOpening shards =
                    new ShardOpening(head, plan, options, types, environment, deltas, transfers, checkpoint.epoch());
            runner = EmbeddedRunner.open(
                    plan,
                    options.parallelism(),
                    types,
                    manifest.timeline(),
                    readers,
                    contexts,
                    shards::open,
                    environment.workers(),
                    environment.time());
            shards.done();
            for (CompletableFuture<?> start : starting) {
                environment.workers().await(start);
            }
            lanes.begin(await(recovering, environment), new SinkRecovery(checkpoint, head, options));
            return new EngineParts(sources, runner, lanes, transfers);
        } catch (Throwable e) {
            closeAll(e, runner, sources, lanes, transfers);
            throw e;
        }
    }

    static Function<String, SinkContext> sinkContexts(Manifest manifest, Types types, JobEnvironment environment) {
        return sink -> new SinkContext(
                manifest.job(),
                manifest.jobId(),
                manifest.timeline(),
                sink,
                types,
                environment.workers(),
                environment.time());
    }

    static Map<String, SourceReader<?>> openReaders(
            Plan plan, Manifest manifest, JobOptions options, JobEnvironment environment, ReceiverEvents receivers) {
        Map<String, SourceReader<?>> readers = new LinkedHashMap<>();
        for (Node.SourceNode node : plan.sources()) {
            readers.put(
                    node.name(),
                    node.source()
                            .open(new SourceContext(
                                    options.name(),
                                    manifest.jobId(),
                                    node.name(),
                                    options.parallelism(),
                                    environment.workers(),
                                    environment.time(),
                                    receivers)));
        }
        return readers;
    }

    private static Map<String, Marker> await(
            Map<String, CompletableFuture<@Nullable Marker>> recovering, JobEnvironment environment) throws Exception {
        Map<String, Marker> markers = new HashMap<>();
        for (Map.Entry<String, CompletableFuture<@Nullable Marker>> entry : recovering.entrySet()) {
            Marker marker = environment.workers().await(entry.getValue());
            if (marker != null) {
                markers.put(entry.getKey(), marker);
            }
        }
        return markers;
    }

    /** Sources first: a task that waits for records holds up the runner. */
    @Override
    public void close() {
        IllegalStateException failure = new IllegalStateException("the engine could not be closed in good order");
        closeAll(failure, sources, runner, lanes, transfers);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void closeAll(Throwable failure, @Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}

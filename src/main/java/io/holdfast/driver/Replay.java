package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.execution.BatchOutput;
import io.holdfast.execution.EmbeddedRunner;
import io.holdfast.execution.Runner;
import io.holdfast.format.Manifest;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.ReceiverEvents;
import io.holdfast.source.SourceReader;
import io.holdfast.state.Transfers;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Computes recorded batches again, with the ranges and batch times that their manifests say: the state of a committed
 * batch, then one batch after the other, undisturbed. There is no clock, no commit and no publication, so what differs
 * from the record is due to the code that runs, or to what happened to the record.
 */
public final class Replay {

    private final JobDescription job;
    private final JobEnvironment environment;
    private final LongFunction<Manifest> batches;

    /** Sees what a batch came to. */
    @FunctionalInterface
    public interface Results {
        void computed(Manifest recorded, BatchOutput again) throws Exception;
    }

    /**
     * A replay of a job.
     *
     * @param environment its storage holds the batch to begin after, as its head, and takes what the replay stores
     * @param batches the manifests of the batches after that one
     */
    public Replay(JobDescription job, JobEnvironment environment, LongFunction<Manifest> batches) {
        this.job = job;
        this.environment = environment;
        this.batches = batches;
    }

    /** Computes all batches up to and including the last. */
    public void run(long last, Results results) throws Exception {
        CheckpointReader reader = new CheckpointReader(environment.storage());
        Committed base = reader.read(reader.head().orElseThrow());
        Manifest manifest = base.manifest();
        Types types = job.types().continuing(manifest.schemas());
        Map<String, SourceReader<?>> sources =
                EngineParts.openReaders(job.plan(), manifest, job.options(), environment, ReceiverEvents.NONE);
        try (Transfers transfers = new Transfers(environment.workers());
                CommittedDeltas deltas = new CommittedDeltas(reader)) {
            Map<String, List<SplitPosition>> starts =
                    new RecordedInput(job.options().parallelism()).starts(manifest, last, batches);
            for (Map.Entry<String, SourceReader<?>> source : sources.entrySet()) {
                source.getValue().start(starts.getOrDefault(source.getKey(), List.of()));
            }
            ShardOpening shards = new ShardOpening(
                    base, job.plan(), job.options(), types, environment, deltas, transfers, manifest.epoch());
            try (Runner runner = EmbeddedRunner.open(
                    job.plan(),
                    job.options().parallelism(),
                    types,
                    manifest.timeline(),
                    sources,
                    EngineParts.sinkContexts(manifest, types, environment),
                    shards::open,
                    environment.workers(),
                    environment.time())) {
                runAll(runner, manifest, types, last, results);
            }
        } finally {
            sources.values().forEach(SourceReader::close);
        }
    }

    private void runAll(Runner runner, Manifest base, Types types, long last, Results results) throws Exception {
        RecordedInput input = new RecordedInput(job.options().parallelism());
        Manifest before = base;
        for (long batch = base.batch() + 1; batch <= last; batch++) {
            Manifest recorded = batches.apply(batch);
            if (recorded.kind() == Manifest.Kind.BATCH) {
                BatchOutput output = runner.run(input.of(before, recorded, job.plan(), types), Runner.TO_THE_END);
                results.computed(recorded, output);
            }
            before = recorded;
        }
    }
}

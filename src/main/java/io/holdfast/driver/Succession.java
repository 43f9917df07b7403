package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import io.holdfast.state.KeyGroups;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Drafts the takeover batch: the head's progress, under the job as its code is now. */
final class Succession implements Checkpoint.Succession {

    private final JobOptions options;
    private final Plan plan;
    private final Types types;
    private final JobEnvironment environment;
    private final CheckpointReader batches;
    private @Nullable Preflight preflight;

    Succession(JobOptions options, Plan plan, Types types, JobEnvironment environment, CheckpointReader batches) {
        this.options = options;
        this.plan = plan;
        this.types = types;
        this.environment = environment;
        this.batches = batches;
    }

    @Override
    public Manifest takeOver(@Nullable Committed head) {
        long now = environment.time().wallMillis();
        if (head == null) {
            return draft(
                    environment.randomId(),
                    environment.randomId(),
                    0,
                    BatchClock.aligned(now, options.batchInterval().toMillis()),
                    new TreeMap<>(),
                    emptyShards(-1),
                    new TreeMap<>(),
                    sinks(new TreeMap<>(), -1),
                    types);
        }
        preflight = new Continuity(options, plan, types, batches).goOn(head, now);
        preflight.requireClear();
        Manifest manifest = head.manifest();
        SortedMap<String, StateProgress> states = states(manifest);
        SortedMap<String, SourceProgress> sources = new TreeMap<>();
        for (Node.SourceNode source : plan.sources()) {
            SourceProgress known = manifest.sources().get(source.name());
            if (known != null) {
                sources.put(source.name(), known.quiet());
            }
        }
        return draft(
                        manifest.jobId(),
                        manifest.timeline(),
                        manifest.batch() + 1,
                        manifest.batchTimeMillis(),
                        sources,
                        states.isEmpty() ? emptyShards(manifest.batch()) : manifest.shards(),
                        states,
                        sinks(manifest.sinks(), manifest.batch()),
                        types.continuing(manifest.schemas()))
                .withShared(manifest.shared());
    }

    /** What changes with the last takeover that was asked for, a line each. */
    List<String> news() {
        return preflight == null ? List.of() : preflight.news();
    }

    /** State of an operator that the job no longer has is gone with this batch: what is left of it in files is not read. */
    private SortedMap<String, StateProgress> states(Manifest manifest) {
        SortedMap<String, StateProgress> states = new TreeMap<>();
        for (Table table : plan.tables()) {
            StateProgress known = manifest.states().get(table.name());
            if (known != null) {
                states.put(table.name(), known);
            }
        }
        return states;
    }

    private List<ShardProgress> emptyShards(long asOfBatch) {
        return plan.stateful().isEmpty()
                ? List.of()
                : IntStream.range(0, options.parallelism())
                        .mapToObj(shard -> Continuity.emptyShard(shard, options.parallelism(), asOfBatch))
                        .toList();
    }

    /** Sinks keep their progress while they keep their target; others begin after the head. */
    private SortedMap<String, SinkProgress> sinks(SortedMap<String, SinkProgress> known, long headBatch) {
        SortedMap<String, SinkProgress> sinks = new TreeMap<>();
        for (Node.SinkNode node : plan.sinks()) {
            String target = node.sink().target();
            SinkProgress before = known.get(node.name());
            sinks.put(
                    node.name(),
                    before != null && before.target().equals(target)
                            ? before
                            : new SinkProgress(node.kind(), target, headBatch, null));
        }
        return sinks;
    }

    private Manifest draft(
            String jobId,
            String timeline,
            long batch,
            long batchTimeMillis,
            SortedMap<String, SourceProgress> sources,
            List<ShardProgress> shards,
            SortedMap<String, StateProgress> states,
            SortedMap<String, SinkProgress> sinks,
            Types continued) {
        return new Manifest(
                List.of(),
                options.name(),
                jobId,
                timeline,
                batch,
                Manifest.Kind.TAKEOVER,
                batchTimeMillis,
                0,
                "",
                null,
                new Manifest.KeyGroupLayout(KeyGroups.COUNT, KeyGroups.HASH),
                0,
                plan.lineage(),
                sources,
                shards,
                states,
                sinks,
                continued.schemas(),
                List.of(),
                new TreeMap<>(),
                0,
                "");
    }
}

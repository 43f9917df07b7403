package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.state.KeyGroups;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Whether a job, as its code is now, continues a checkpoint: refuses with the reason before anything is changed. */
final class Continuity {

    private final JobOptions options;
    private final Plan plan;
    private final Committed head;
    private final LongFunction<Committed> batches;

    Continuity(JobOptions options, Plan plan, Committed head, LongFunction<Committed> batches) {
        this.options = options;
        this.plan = plan;
        this.head = head;
        this.batches = batches;
    }

    void check(long wallMillis) {
        checkJob();
        checkLayout();
        checkTime(wallMillis);
        checkStates();
        checkSources();
        checkSinks();
    }

    private Manifest manifest() {
        return head.manifest();
    }

    private void checkJob() {
        if (!manifest().job().equals(options.name())) {
            throw new IncompatibleCheckpointException(
                    "the checkpoint belongs to job '" + manifest().job() + "', this is job '" + options.name()
                            + "': use another directory, or the job's old name");
        }
    }

    private void checkLayout() {
        Manifest.KeyGroupLayout layout = manifest().keyGroups();
        if (layout.count() != KeyGroups.COUNT || !layout.hash().equals(KeyGroups.HASH)) {
            throw new IncompatibleCheckpointException("the checkpoint spreads keys over " + layout.count()
                    + " key groups by " + layout.hash() + ", this version of Holdfast over " + KeyGroups.COUNT + " by "
                    + KeyGroups.HASH + ": keys would not be found; use the version that wrote it, "
                    + manifest().engineVersion());
        }
    }

    private void checkTime(long wallMillis) {
        long jump = wallMillis - manifest().batchTimeMillis();
        if (jump > options.maxTimeJump().toMillis()) {
            throw new ConfigurationException("the last batch was at "
                    + Instant.ofEpochMilli(manifest().batchTimeMillis()) + ", the clock now says "
                    + Instant.ofEpochMilli(wallMillis) + ": a jump of " + Duration.ofMillis(jump)
                    + ", which may time out state that is still wanted. If the clock is right, allow it with maxTimeJump("
                    + "Duration.ofMillis(" + jump + ")) or more; it is now " + options.maxTimeJump());
        }
    }

    private void checkStates() {
        Map<String, String> kinds =
                plan.stateful().stream().collect(Collectors.toMap(Node.WideNode::name, Node.WideNode::kind));
        for (Map.Entry<String, StateProgress> state : manifest().states().entrySet()) {
            String kind = kinds.get(state.getKey());
            if (kind == null) {
                throw new IncompatibleCheckpointException("the checkpoint holds "
                        + state.getValue().keys().stream()
                                .mapToLong(Long::longValue)
                                .sum() + " keys of state of operator "
                        + state.getValue().kind() + " '" + state.getKey()
                        + "', which the job does not have: give it back, "
                        + "under that name, or start on a new directory");
            }
            requireKind("operator", state.getKey(), state.getValue().kind(), kind);
        }
    }

    private void checkSources() {
        Map<String, String> kinds =
                plan.sources().stream().collect(Collectors.toMap(Node.SourceNode::name, Node.SourceNode::kind));
        for (Map.Entry<String, SourceProgress> source : manifest().sources().entrySet()) {
            String kind = kinds.get(source.getKey());
            if (kind == null && !options.forget().contains(source.getKey())) {
                throw new IncompatibleCheckpointException("the checkpoint holds the positions of source '"
                        + source.getKey()
                        + "', which the job does not have: a source under a new name would begin anew. "
                        + "Give it back its name, or let its positions go with forget(\"" + source.getKey() + "\")");
            }
            if (kind != null) {
                requireKind("source", source.getKey(), source.getValue().kind(), kind);
            }
        }
    }

    private static void requireKind(String what, String name, String before, String now) {
        if (!before.equals(now)) {
            throw new IncompatibleCheckpointException("the checkpoint knows " + what + " '" + name + "' as " + before
                    + ", the job has " + now + " under that name: use a new name for the new " + what);
        }
    }

    private void checkSinks() {
        Map<String, Node.SinkNode> nodes =
                plan.sinks().stream().collect(Collectors.toMap(Node.SinkNode::name, node -> node));
        for (Map.Entry<String, SinkProgress> sink : manifest().sinks().entrySet()) {
            Node.SinkNode node = nodes.get(sink.getKey());
            if (node == null || !node.sink().target().equals(sink.getValue().target())) {
                requireDrained(sink.getKey(), sink.getValue(), node);
            }
        }
    }

    private void requireDrained(
            String name, SinkProgress progress, Node.@org.jspecify.annotations.Nullable SinkNode node) {
        if (options.forget().contains(name)) {
            return;
        }
        for (long batch = progress.publishedThrough() + 1; batch <= manifest().batch(); batch++) {
            Manifest unpublished = batch == manifest().batch()
                    ? manifest()
                    : Objects.requireNonNull(batches.apply(batch)).manifest();
            if (!StoredOutbox.chunksOf(unpublished, name).isEmpty()) {
                throw new IncompatibleCheckpointException("sink '" + name + "' has output of batch " + batch
                        + " that may not be published at " + progress.target() + ", but the job "
                        + (node == null
                                ? "has no such sink"
                                : "points it at " + node.sink().target())
                        + ": start once with the old sink so that it is published, or drop it with forget(\"" + name
                        + "\")");
            }
        }
    }

    /** Where a shard stands that has no state yet: empty as of the head. */
    static ShardProgress emptyShard(int shard, int shards, long asOfBatch) {
        return new ShardProgress(
                shard, KeyGroups.firstGroup(shard, shards), KeyGroups.firstGroup(shard + 1, shards), null, asOfBatch);
    }
}

package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.TypeChange;
import io.holdfast.codec.Types;
import io.holdfast.driver.Preflight.Finding;
import io.holdfast.driver.Preflight.Finding.Subject;
import io.holdfast.driver.Preflight.Finding.Verdict;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import io.holdfast.state.KeyGroups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a job, as its code is now, continues a checkpoint, and what changes if it does. Used once. */
final class Continuity {

    /** The name under which a jump of time is found. */
    static final String TIME = "time";

    private final JobOptions options;
    private final Plan plan;
    private final Types types;
    private final CheckpointReader batches;
    private final List<Finding> findings = new ArrayList<>();

    Continuity(JobOptions options, Plan plan, Types types, CheckpointReader batches) {
        this.options = options;
        this.plan = plan;
        this.types = types;
        this.batches = batches;
    }

    /** On a directory without a batch. */
    Preflight begin() {
        plan.tables().forEach(table -> add(Subject.OPERATOR, table.name(), Verdict.NEW, table.kind()));
        plan.sources().forEach(node -> add(Subject.SOURCE, node.name(), Verdict.NEW, node.kind()));
        plan.sinks()
                .forEach(node -> add(
                        Subject.SINK,
                        node.name(),
                        Verdict.NEW,
                        "at " + node.sink().target()));
        types.changes(List.of()).forEach(this::add);
        return new Preflight(-1, findings);
    }

    /** On a head. */
    Preflight goOn(Committed head, long wallMillis) {
        Manifest manifest = head.manifest();
        job(manifest);
        layout(manifest);
        time(manifest, wallMillis);
        states(manifest);
        shared(manifest);
        sources(manifest);
        sinks(manifest);
        classes(manifest);
        return new Preflight(manifest.batch(), findings);
    }

    private void add(Subject subject, String name, Verdict verdict, String detail) {
        findings.add(new Finding(subject, name, verdict, detail));
    }

    private void job(Manifest manifest) {
        if (!manifest.job().equals(options.name())) {
            add(
                    Subject.JOB,
                    options.name(),
                    Verdict.REFUSED,
                    "the checkpoint belongs to job '" + manifest.job() + "', this is job '" + options.name()
                            + "': use another directory, or the job's old name");
        }
    }

    private void layout(Manifest manifest) {
        Manifest.KeyGroupLayout layout = manifest.keyGroups();
        if (layout.count() != KeyGroups.COUNT || !layout.hash().equals(KeyGroups.HASH)) {
            add(
                    Subject.JOB,
                    "key groups",
                    Verdict.REFUSED,
                    "the checkpoint spreads keys over " + layout.count() + " key groups by " + layout.hash()
                            + ", this version of Holdfast over " + KeyGroups.COUNT + " by " + KeyGroups.HASH
                            + ": keys would not be found; use the version that wrote it, " + manifest.engineVersion());
        }
        int shards = manifest.shards().size();
        if (!manifest.states().isEmpty() && shards != options.parallelism()) {
            add(
                    Subject.JOB,
                    "parallelism",
                    Verdict.CHANGED,
                    "state is cut anew, from " + shards + " shards into " + options.parallelism());
        }
    }

    private void time(Manifest manifest, long wallMillis) {
        long jump = wallMillis - manifest.batchTimeMillis();
        if (jump > options.maxTimeJump().toMillis()) {
            add(
                    Subject.JOB,
                    TIME,
                    Verdict.REFUSED,
                    "the last batch was at " + Instant.ofEpochMilli(manifest.batchTimeMillis())
                            + ", the clock now says "
                            + Instant.ofEpochMilli(wallMillis) + ": a jump of " + Duration.ofMillis(jump)
                            + ", which may time out state that is still wanted. If the clock is right, allow it with"
                            + " maxTimeJump(Duration.ofMillis(" + jump + ")) or more; it is now "
                            + options.maxTimeJump());
        }
    }

    private void states(Manifest manifest) {
        Map<String, Table> tables = new LinkedHashMap<>();
        plan.tables().forEach(table -> tables.put(table.name(), table));
        manifest.states().forEach((name, state) -> {
            Table table = tables.remove(name);
            if (table == null) {
                dropped(Subject.OPERATOR, name, state.kind() + " with " + keys(state) + " keys of state", "");
            } else {
                matched(Subject.OPERATOR, name, state.kind(), table.kind());
            }
        });
        tables.values()
                .forEach(table -> add(Subject.OPERATOR, table.name(), Verdict.NEW, table.kind() + ", starts empty"));
    }

    private void shared(Manifest manifest) {
        Set<String> names = new TreeSet<>();
        plan.shared().accumulators().forEach(accumulator -> names.add(accumulator.name()));
        plan.shared().broadcasts().forEach(broadcast -> names.add(broadcast.name()));
        if (manifest.shared() != null) {
            manifest.shared().keySet().stream()
                    .filter(name -> !names.contains(name))
                    .forEach(name -> dropped(Subject.SHARED_VALUE, name, "of an accumulator or a broadcast", ""));
        }
    }

    private static long keys(StateProgress state) {
        return state.keys().stream().mapToLong(Long::longValue).sum();
    }

    private void sources(Manifest manifest) {
        Map<String, Node.SourceNode> nodes = byName(plan.sources());
        for (Map.Entry<String, SourceProgress> source : manifest.sources().entrySet()) {
            Node.SourceNode node = nodes.remove(source.getKey());
            if (node == null) {
                int splits = source.getValue().positions().size();
                dropped(
                        Subject.SOURCE,
                        source.getKey(),
                        source.getValue().kind() + " with the positions of " + splits + " splits",
                        "; under a new name it would begin anew");
            } else {
                matched(Subject.SOURCE, source.getKey(), source.getValue().kind(), node.kind());
            }
        }
        nodes.values().forEach(node -> add(Subject.SOURCE, node.name(), Verdict.NEW, node.kind() + ", begins to read"));
    }

    private void dropped(Subject subject, String name, String held, String besides) {
        String what = subject.text() + " '" + name + "' (" + held + ")";
        if (options.forget().contains(Table.operator(name))) {
            add(subject, name, Verdict.DROPPED, held + ", forgotten as the job says");
        } else {
            add(
                    subject,
                    name,
                    Verdict.REFUSED,
                    "the checkpoint has " + what + ", which the job does not have: give it back, under that name"
                            + besides + ", or let it go with forget(\"" + Table.operator(name) + "\")");
        }
    }

    private void matched(Subject subject, String name, String before, String now) {
        String what = subject.text();
        if (before.equals(now)) {
            add(subject, name, Verdict.MATCHED, now);
        } else {
            add(
                    subject,
                    name,
                    Verdict.REFUSED,
                    "the checkpoint knows " + what + " '" + name + "' as " + before + ", the job has " + now
                            + " under that name: use a new name for the new " + what);
        }
    }

    private void sinks(Manifest manifest) {
        Map<String, Node.SinkNode> nodes = byName(plan.sinks());
        for (Map.Entry<String, SinkProgress> sink : manifest.sinks().entrySet()) {
            Node.SinkNode node = nodes.remove(sink.getKey());
            String before = sink.getValue().target();
            if (node != null && node.sink().target().equals(before)) {
                add(Subject.SINK, sink.getKey(), Verdict.MATCHED, "at " + before);
            } else {
                left(manifest, sink.getKey(), sink.getValue(), node);
            }
        }
        nodes.values()
                .forEach(node -> add(
                        Subject.SINK,
                        node.name(),
                        Verdict.NEW,
                        "at " + node.sink().target() + ", begins after batch " + manifest.batch()));
    }

    /** A target that the job does not write to any more. */
    private void left(Manifest manifest, String name, SinkProgress progress, Node.@Nullable SinkNode node) {
        Verdict verdict = node == null ? Verdict.DROPPED : Verdict.CHANGED;
        String now = node == null
                ? "the job has no such sink"
                : "the job points it at " + node.sink().target();
        long pending = firstUnpublished(manifest, name, progress);
        if (pending < 0) {
            add(Subject.SINK, name, verdict, "all output is published at " + progress.target() + ", and " + now);
        } else if (options.forget().contains(name)) {
            add(
                    Subject.SINK,
                    name,
                    verdict,
                    "output from batch " + pending + " on, for " + progress.target()
                            + ", is forgotten as the job says; " + now);
        } else {
            add(
                    Subject.SINK,
                    name,
                    Verdict.REFUSED,
                    "sink '" + name + "' has output of batch " + pending + " that may not be published at "
                            + progress.target() + ", but " + now
                            + ": start once with the old sink so that it is published, or drop it with forget(\""
                            + name + "\")");
        }
    }

    private long firstUnpublished(Manifest manifest, String name, SinkProgress progress) {
        for (long batch = progress.publishedThrough() + 1; batch <= manifest.batch(); batch++) {
            Manifest unpublished =
                    batch == manifest.batch() ? manifest : batches.read(batch).manifest();
            if (!StoredOutbox.chunksOf(unpublished, name).isEmpty()) {
                return batch;
            }
        }
        return -1;
    }

    private void classes(Manifest manifest) {
        try {
            List<TypeChange> changes = types.changes(manifest.schemas());
            changes.forEach(this::add);
            if (changes.stream().noneMatch(change -> change.outcome().isRefused())
                    && changes.stream().anyMatch(Continuity::mayConcernKeys)) {
                new KeySample(types.continuing(manifest.schemas()), batches, manifest)
                        .objections(operator -> isContinued(manifest, operator))
                        .forEach(findings::add);
            }
        } catch (IncompatibleCheckpointException e) {
            add(Subject.CLASS, "schemas", Verdict.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private static boolean mayConcernKeys(TypeChange change) {
        return switch (change.outcome()) {
            case IDENTICAL, NEW -> false;
            case COMPATIBLE, MIGRATED, FORGOTTEN, NEEDS_MIGRATION -> true;
        };
    }

    private boolean isContinued(Manifest manifest, String operator) {
        return manifest.states().containsKey(operator)
                && plan.tables().stream().anyMatch(table -> table.name().equals(operator));
    }

    private void add(TypeChange change) {
        Verdict verdict =
                switch (change.outcome()) {
                    case IDENTICAL -> Verdict.MATCHED;
                    case NEW -> Verdict.NEW;
                    case COMPATIBLE -> Verdict.CHANGED;
                    case MIGRATED -> Verdict.MIGRATED;
                    case FORGOTTEN -> Verdict.DROPPED;
                    case NEEDS_MIGRATION -> Verdict.NEEDS_MIGRATION;
                };
        add(Subject.CLASS, change.name(), verdict, change.detail());
    }

    private static <N extends Node> Map<String, N> byName(List<N> nodes) {
        return nodes.stream()
                .collect(Collectors.toMap(
                        Node::name, Function.identity(), (first, second) -> first, LinkedHashMap::new));
    }

    /** Where a shard stands that has no state yet: empty as of the head. */
    static ShardProgress emptyShard(int shard, int shards, long asOfBatch) {
        return new ShardProgress(
                shard, KeyGroups.firstGroup(shard, shards), KeyGroups.firstGroup(shard + 1, shards), null, asOfBatch);
    }
}

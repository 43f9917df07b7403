package io.holdfast.driver;

import io.holdfast.execution.BatchOutput;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Drafts the manifests of batches: what changed since the one before. The commit fills in the rest. */
final class Drafts {

    private Drafts() {}

    /** The batch after {@code before}, as it ran; the next one may read about this many records of each source. */
    static Manifest batch(
            Manifest before,
            Plan plan,
            long timeMillis,
            SortedMap<String, SourceProgress> sources,
            List<ShardProgress> shards,
            SortedMap<String, SinkProgress> sinks,
            BatchOutput output,
            long recordLimit) {
        SortedMap<String, SourceProgress> learned = new TreeMap<>();
        sources.forEach((name, source) ->
                learned.put(name, source.learned(output.watermarks().sources().get(name), recordLimit)));
        return after(
                before,
                Manifest.Kind.BATCH,
                timeMillis,
                learned,
                shards,
                states(plan, output),
                sinks,
                new TreeMap<>(output.counts()));
    }

    /** A batch that only records how far the sinks are. */
    static Manifest closing(Manifest before, SortedMap<String, SinkProgress> sinks) {
        SortedMap<String, SourceProgress> sources = new TreeMap<>();
        before.sources().forEach((name, source) -> sources.put(name, source.quiet()));
        return after(
                before,
                Manifest.Kind.CLOSING,
                before.batchTimeMillis(),
                sources,
                before.shards(),
                before.states(),
                sinks,
                new TreeMap<>());
    }

    private static SortedMap<String, StateProgress> states(Plan plan, BatchOutput output) {
        SortedMap<String, StateProgress> states = new TreeMap<>();
        for (Table table : plan.tables()) {
            List<Long> keys = Objects.requireNonNull(output.keys().get(table.name()));
            Long watermark = output.watermarks().operators().get(table.name());
            states.put(table.name(), new StateProgress(table.kind(), keys, watermark));
        }
        return states;
    }

    private static Manifest after(
            Manifest before,
            Manifest.Kind kind,
            long timeMillis,
            SortedMap<String, SourceProgress> sources,
            List<ShardProgress> shards,
            SortedMap<String, StateProgress> states,
            SortedMap<String, SinkProgress> sinks,
            SortedMap<String, Long> counts) {
        return new Manifest(
                        before.requires(),
                        before.job(),
                        before.jobId(),
                        before.timeline(),
                        before.batch() + 1,
                        kind,
                        timeMillis,
                        before.epoch(),
                        "",
                        null,
                        before.keyGroups(),
                        before.floor(),
                        before.operators(),
                        sources,
                        shards,
                        states,
                        sinks,
                        before.schemas(),
                        List.of(),
                        counts,
                        0,
                        "")
                .withShared(before.shared());
    }
}

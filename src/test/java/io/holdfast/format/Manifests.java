package io.holdfast.format;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Manifests for tests: drafts of a job "orders" with one sink and, if wanted, state. */
public final class Manifests {

    private Manifests() {}

    public static Manifest draft(Kind kind, long batch, long publishedThrough) {
        return draft(kind, batch, publishedThrough, List.of(), false);
    }

    /** With the state of one operator. */
    public static Manifest stateful(Kind kind, long batch, long publishedThrough, Manifest.ShardProgress... shards) {
        return draft(kind, batch, publishedThrough, List.of(shards), true);
    }

    /** Of a job that has shards, and no state yet. */
    public static Manifest stateless(Kind kind, long batch, long publishedThrough, Manifest.ShardProgress... shards) {
        return draft(kind, batch, publishedThrough, List.of(shards), false);
    }

    public static Manifest.ShardProgress shard(@Nullable Digest snapshot, long through) {
        return new Manifest.ShardProgress(0, 0, 256, snapshot, through);
    }

    private static Manifest draft(
            Kind kind, long batch, long publishedThrough, List<Manifest.ShardProgress> shards, boolean state) {
        return new Manifest(
                List.of(),
                "orders",
                "job-1",
                "timeline-1",
                batch,
                kind,
                1_000 * batch,
                0,
                "",
                null,
                new Manifest.KeyGroupLayout(256, "murmur3_x86_32/0"),
                0,
                List.of(new Manifest.OperatorNode(0, "queue", "clicks", List.of())),
                new TreeMap<>(Map.of(
                        "clicks",
                        new Manifest.SourceProgress(
                                "queue",
                                List.of(SplitPosition.of("clicks-0", 10 * batch, Map.of("topic", "abc"))),
                                List.of(new OffsetRange("clicks-0", Math.max(0, 10 * batch - 10), 10 * batch)),
                                List.of()))),
                shards,
                state
                        ? new TreeMap<>(Map.of("totals", new Manifest.StateProgress("mapWithState", List.of(3L))))
                        : new TreeMap<>(),
                new TreeMap<>(Map.of("out", new Manifest.SinkProgress("print", "stdout", publishedThrough, null))),
                List.of(),
                List.of(),
                new TreeMap<>(Map.of("records", 10L)),
                0,
                "test");
    }

    /** The same of another job. */
    public static Manifest ofJob(String jobId, Manifest manifest) {
        return new Manifest(
                manifest.requires(),
                manifest.job(),
                jobId,
                manifest.timeline(),
                manifest.batch(),
                manifest.kind(),
                manifest.batchTimeMillis(),
                manifest.epoch(),
                manifest.nonce(),
                manifest.parent(),
                manifest.keyGroups(),
                manifest.floor(),
                manifest.operators(),
                manifest.sources(),
                manifest.shards(),
                manifest.states(),
                manifest.sinks(),
                manifest.schemas(),
                manifest.chunks(),
                manifest.counts(),
                manifest.writtenMillis(),
                manifest.engineVersion());
    }

    /** A section with some entries. */
    public static SectionBuffer outbox(String... records) {
        SectionBuffer section = new SectionBuffer(Manifest.Section.OUTBOX, "out", 0);
        for (String record : records) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            OutboxEntries.append(section.writer(), bytes, 0, bytes.length);
            section.endEntry();
        }
        return section;
    }

    /** A section with the put of each key to the value. */
    public static SectionBuffer delta(String value, String... keys) {
        SectionBuffer section = new SectionBuffer(Manifest.Section.DELTA, "totals", 0);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (String key : keys) {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            DeltaEntries.put(section.writer(), keyBytes, 0, keyBytes.length, bytes, 0, bytes.length, false);
            section.endEntry();
        }
        return section;
    }
}

package io.holdfast.driver;

import io.holdfast.execution.RunTimes;
import io.holdfast.execution.StateUse;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.model.BatchDetails;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.Waits;
import io.holdfast.plan.Table;
import io.holdfast.state.TableUse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What was measured while a batch ran, and is not in its manifest. */
record BatchMeasures(Waits waits, RunTimes times, Map<String, Backlog> backlogs, long recordLimit, StateUse use) {

    private static final TableUse UNKNOWN = new TableUse(0, 0);

    /** With what the manifest says. */
    BatchDetails details(Manifest manifest) {
        return new BatchDetails(
                waits,
                Duration.ofNanos(times.readNanos()),
                Duration.ofNanos(times.computeNanos()),
                Duration.ofNanos(times.sealNanos()),
                backlogs,
                recordLimit,
                states(manifest),
                use.replayBytes(),
                snapshots(manifest),
                watermarks(manifest),
                manifest.floor());
    }

    private Map<String, BatchDetails.StateUse> states(Manifest manifest) {
        Map<String, Long> entries = new HashMap<>();
        Map<String, Long> bytes = new HashMap<>();
        for (Manifest.Chunk chunk : manifest.chunks()) {
            if (chunk.section() == Section.DELTA) {
                entries.merge(chunk.owner(), (long) chunk.entries(), Long::sum);
                bytes.merge(chunk.owner(), (long) chunk.storedLength(), Long::sum);
            }
        }
        Map<String, BatchDetails.StateUse> states = new TreeMap<>();
        manifest.states().forEach((table, state) -> {
            TableUse taken = use.tables().getOrDefault(table, UNKNOWN);
            states.put(
                    table,
                    new BatchDetails.StateUse(
                            Table.operator(table),
                            keys(state),
                            entries.getOrDefault(table, 0L),
                            bytes.getOrDefault(table, 0L),
                            taken.cacheBytes(),
                            taken.storeBytes()));
        });
        return states;
    }

    private static long keys(StateProgress state) {
        return state.keys().stream().mapToLong(Long::longValue).sum();
    }

    private BatchDetails.Snapshots snapshots(Manifest manifest) {
        return new BatchDetails.Snapshots(
                manifest.shards().size(),
                use.snapshotsOnTheirWay(),
                manifest.shards().stream()
                        .filter(shard -> shard.snapshot() != null)
                        .mapToLong(ShardProgress::snapshotThrough)
                        .min()
                        .orElse(-1));
    }

    private static Map<String, Instant> watermarks(Manifest manifest) {
        Map<String, Instant> watermarks = new TreeMap<>();
        manifest.states().forEach((table, state) -> {
            Long watermark = state.watermarkMillis();
            if (watermark != null && watermark > 0) {
                watermarks.merge(
                        Table.operator(table),
                        Instant.ofEpochMilli(watermark),
                        (first, second) -> first.isBefore(second) ? first : second);
            }
        });
        return watermarks;
    }
}

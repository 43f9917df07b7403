package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every batch that was ever committed, as an observer of the disk saw it: from the sync of its directory on. */
final class CommittedBatches {

    private final TreeMap<Long, Committed> durable = new TreeMap<>();
    private final TreeMap<Long, Committed> inDoubt = new TreeMap<>();

    void published(SimulatedStorage disk, String path) {
        var batch = FileNames.parseBatch(path.substring(path.indexOf('/') + 1));
        if (path.startsWith(FileNames.BATCHES) && batch.isPresent()) {
            if (!durable.isEmpty() && batch.getAsLong() < head().floor()) {
                // A process that slept may get a name that was pruned, and must find out that it means nothing.
                return;
            }
            inDoubt.put(batch.getAsLong(), new CheckpointReader(disk.newProcess()).read(batch.getAsLong()));
        }
    }

    void synced(String directory) {
        if (directory.equals(FileNames.BATCHES)) {
            inDoubt.forEach(this::committed);
            inDoubt.clear();
        }
    }

    /** After a death, a batch in doubt exists or never happened. */
    void survived(SimulatedStorage disk) {
        long head = new CheckpointReader(disk.newProcess()).head().orElse(-1);
        inDoubt.headMap(head, true).forEach(this::committed);
        inDoubt.clear();
        assertThat(head).as("the head after a death").isEqualTo(durable.isEmpty() ? -1 : durable.lastKey());
    }

    private void committed(long number, Committed batch) {
        if (!durable.isEmpty()) {
            assertThat(number).isEqualTo(durable.lastKey() + 1);
            checkOffsets(head(), batch.manifest());
        }
        durable.put(number, batch);
    }

    /** Each batch reads on where the last one ended. */
    private static void checkOffsets(Manifest before, Manifest after) {
        after.sources().forEach((name, source) -> {
            Map<String, Long> offsets = new HashMap<>();
            if (before.sources().containsKey(name)) {
                before.sources().get(name).positions().forEach(at -> offsets.put(at.split(), at.offset()));
            }
            for (OffsetRange read : source.read()) {
                assertThat(read.from()).as("%s goes on", read).isEqualTo(offsets.getOrDefault(read.split(), 0L));
                offsets.put(read.split(), read.until());
            }
            source.positions().forEach(at -> assertThat(at.offset())
                    .as("position of %s", at.split())
                    .isEqualTo(offsets.getOrDefault(at.split(), 0L)));
        });
    }

    /** Whether the batch with this manifest is committed. */
    boolean contains(long batch, String digest) {
        return durable.containsKey(batch) && durable.get(batch).digest().hex().equals(digest);
    }

    List<Manifest> manifests() {
        return durable.values().stream().map(Committed::manifest).toList();
    }

    boolean isEmpty() {
        return durable.isEmpty();
    }

    Manifest head() {
        return durable.lastEntry().getValue().manifest();
    }

    /** Where a source goes on, by split. */
    Map<String, Long> positions(String source) {
        Map<String, Long> positions = new HashMap<>();
        if (!durable.isEmpty() && head().sources().containsKey(source)) {
            head().sources().get(source).positions().forEach(at -> positions.put(at.split(), at.offset()));
        }
        return positions;
    }
}

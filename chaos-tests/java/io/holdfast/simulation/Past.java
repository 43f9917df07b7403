package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.Digest;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every batch that ever got its name, as an observer of the disk saw it: durable once its directory was synced, in doubt
 * before. The rules that each batch must keep with respect to the one before are checked here.
 */
public final class Past {

    private final TreeMap<Long, Committed> durable = new TreeMap<>();
    private final TreeMap<Long, Committed> inDoubt = new TreeMap<>();

    Past copy() {
        Past copy = new Past();
        copy.durable.putAll(durable);
        copy.inDoubt.putAll(inDoubt);
        return copy;
    }

    public void published(SimulatedStorage disk, String path) {
        String name = path.substring(path.indexOf('/') + 1);
        if (path.startsWith(FileNames.BATCHES) && FileNames.parseBatch(name).isPresent()) {
            long batch = FileNames.parseBatch(name).getAsLong();
            if (!durable.isEmpty() && batch < head().manifest().floor()) {
                // The name was pruned: a process that slept may have it, and must find out that it means nothing.
                return;
            }
            inDoubt.put(batch, new CheckpointReader(disk.newProcess()).read(batch));
        }
    }

    public void synced(String directory) {
        if (directory.equals(FileNames.BATCHES)) {
            inDoubt.forEach(this::makeDurable);
            inDoubt.clear();
        }
    }

    /** Takes over what a disk holds that comes from another world, such as a backup. */
    public void adopt(SimulatedStorage disk) {
        CheckpointReader reader = new CheckpointReader(disk);
        reader.batches().forEach(batch -> durable.put(batch, reader.read(batch)));
    }

    private void makeDurable(long batch, Committed committed) {
        assertThat(durable.keySet()).as("batches that are committed once").doesNotContain(batch);
        if (!durable.isEmpty()) {
            checkSuccessor(durable.lastEntry().getValue(), committed);
        }
        durable.put(batch, committed);
    }

    private static void checkSuccessor(Committed before, Committed after) {
        Manifest past = before.manifest();
        Manifest next = after.manifest();
        assertThat(next.batch()).isEqualTo(past.batch() + 1);
        assertThat(next.parent()).isEqualTo(before.digest());
        assertThat(next.epoch()).isGreaterThanOrEqualTo(past.epoch());
        assertThat(next.epoch() > past.epoch()).isEqualTo(next.kind() == Manifest.Kind.TAKEOVER);
        assertThat(next.batchTimeMillis()).isGreaterThanOrEqualTo(past.batchTimeMillis());
        assertThat(next.floor()).isGreaterThanOrEqualTo(past.floor());
        assertThat(next.timeline()).isEqualTo(past.timeline());
        next.sources().forEach((name, source) -> {
            Map<String, Long> offsets = new HashMap<>();
            if (past.sources().containsKey(name)) {
                past.sources().get(name).positions().forEach(at -> offsets.put(at.split(), at.offset()));
            }
            for (OffsetRange read : source.read()) {
                assertThat(read.from()).as("%s goes on", read).isEqualTo(offsets.getOrDefault(read.split(), 0L));
                offsets.put(read.split(), read.until());
            }
            source.positions().forEach(at -> assertThat(at.offset()).isEqualTo(offsets.getOrDefault(at.split(), 0L)));
        });
    }

    /** After a death: the head is the last durable batch or one in doubt; those in doubt that are gone never happened. */
    public void survived(SimulatedStorage disk) {
        long head = new CheckpointReader(disk.newProcess()).head().orElse(-1);
        long last = durable.isEmpty() ? -1 : durable.lastKey();
        assertThat(head).as("durable batches survive").isGreaterThanOrEqualTo(last);
        assertThat(head).as("N or N + 1").isLessThanOrEqualTo(last + 1);
        inDoubt.tailMap(head, false).clear();
        if (head > last) {
            assertThat(inDoubt).containsOnlyKeys(head);
        }
    }

    public void checkCommitted(long batch, Digest manifest) {
        assertThat(durable.keySet()).as("batches that are durable").contains(batch);
        assertThat(Objects.requireNonNull(durable.get(batch)).digest()).isEqualTo(manifest);
    }

    public void checkAcknowledged(String source, List<SplitPosition> positions) {
        assertThat(durable.values())
                .as("what is acknowledged is durable")
                .anyMatch(batch -> batch.manifest().sources().containsKey(source)
                        && batch.manifest().sources().get(source).positions().equals(positions));
    }

    public SortedMap<Long, Committed> batches() {
        return durable;
    }

    /** Where a source goes on, as the head says. */
    public List<SplitPosition> positions(String source) {
        return Objects.requireNonNull(head().manifest().sources().get(source)).positions();
    }

    public Committed head() {
        return durable.lastEntry().getValue();
    }
}

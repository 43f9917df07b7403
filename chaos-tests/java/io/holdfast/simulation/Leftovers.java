package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a checkpoint directory that nothing needs: nothing may, of processes that are dead. What the last one
 * stored for a batch that it did not come to is for its successor to find, and what its last batches made garbage, too.
 */
final class Leftovers {

    /** Pruning runs beside batches: so many may be committed before it has seen to the ones before. */
    private static final int BATCHES_BEHIND = 4;

    private final Storage storage;
    private final Manifest head;
    private final SortedMap<Long, Manifest> batches = new TreeMap<>();
    private final Set<String> needed = new HashSet<>();

    private Leftovers(Storage storage, Manifest head) {
        this.storage = storage;
        this.head = head;
    }

    static void check(Storage storage, Manifest head) throws IOException {
        Leftovers leftovers = new Leftovers(storage, head);
        for (StoredFile file : storage.list(FileNames.BATCHES)) {
            leftovers.collect(FileNames.parseBatch(file.name()).orElseThrow());
        }
        leftovers.compareBatches();
        leftovers.compare();
    }

    private void collect(long batch) {
        try (BatchFileReader file = BatchFileReader.open(storage, batch)) {
            batches.put(batch, file.manifest());
            file.manifest().shards().forEach(shard -> collect(shard.snapshot()));
        }
    }

    private void compareBatches() {
        long before = Math.max(batches.firstKey(), head.batch() - BATCHES_BEHIND);
        long floor = Objects.requireNonNull(batches.get(before)).floor();
        long oldest = batches.subMap(floor, before + 1).values().stream()
                .mapToLong(Leftovers::oldestReplayed)
                .min()
                .orElse(floor);
        assertThat(batches.firstKey())
                .as("the oldest batch; batch %d needs them from %d on", before, oldest)
                .isGreaterThanOrEqualTo(Math.min(oldest, floor));
    }

    /** What is replayed, and output that the batch does not know to be published. */
    private static long oldestReplayed(Manifest manifest) {
        long unpublished = manifest.sinks().values().stream()
                .mapToLong(sink -> sink.publishedThrough() + 1)
                .reduce(manifest.batch(), Math::min);
        return manifest.states().isEmpty()
                ? unpublished
                : manifest.shards().stream()
                        .mapToLong(shard -> shard.snapshotThrough() + 1)
                        .reduce(unpublished, Math::min);
    }

    /** A batch below the floor may name snapshots that are gone already. */
    private void collect(@Nullable Digest snapshot) {
        if (snapshot != null && needed.add(FileNames.snapshot(snapshot)) && exists(snapshot)) {
            SnapshotStore.read(storage, snapshot)
                    .files()
                    .forEach(file -> needed.add(FileNames.file(file.storedName())));
        }
    }

    private boolean exists(Digest snapshot) {
        try {
            return storage.list(FileNames.SNAPSHOTS).stream()
                    .anyMatch(file -> FileNames.snapshot(snapshot).endsWith(file.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare() throws IOException {
        assertThat(storage.list(FileNames.TEMPORARY)).as("temporary files").isEmpty();
        assertThat(storage.list(FileNames.EPOCHS)).as("epoch files").hasSize(1);
        for (StoredFile file : storage.list(FileNames.FILES)) {
            if (isOfTheDead(file.name())) {
                assertThat(needed).as("needed files").contains(FileNames.file(file.name()));
            }
        }
        for (StoredFile file : storage.list(FileNames.SNAPSHOTS)) {
            Digest snapshot = FileNames.parseSnapshot(file.name()).orElseThrow();
            if (SnapshotStore.read(storage, snapshot).files().stream()
                    .allMatch(stored -> isOfTheDead(stored.storedName()))) {
                assertThat(needed).as("needed snapshots").contains(FileNames.snapshot(snapshot));
            }
        }
    }

    private boolean isOfTheDead(String storedName) {
        return FileNames.parseStoredEpoch(storedName).orElse(0) < head.epoch();
    }
}

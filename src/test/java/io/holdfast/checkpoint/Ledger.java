package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Digest;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * What the outside knows, kept beside the disk: which batches were begun, and for which commit returned. {@link #check}
 * compares a disk with it, by code that shares nothing with the protocol but the reading of single files.
 *
 * <p>The state of the test job after batch N is the set of keys {@code k<id>} of all batches up to N in which operators ran.
 */
final class Ledger {

    private final TreeMap<Long, Manifest.Kind> begun = new TreeMap<>();
    private final TreeMap<Long, Digest> committed = new TreeMap<>();
    private final TreeMap<Long, Long> takeovers = new TreeMap<>();

    /** The head at the last check: a process may have died between publishing a batch and saying so. */
    private long seen = -1;

    void begin(long batch, Manifest.Kind kind) {
        if (!committed.containsKey(batch)) {
            begun.put(batch, kind);
        }
    }

    void committed(Committed batch) {
        Manifest manifest = batch.manifest();
        assertThat(committed).as("a batch is committed once").doesNotContainKey(manifest.batch());
        begun.put(manifest.batch(), manifest.kind());
        if (manifest.kind() == Manifest.Kind.TAKEOVER) {
            assertThat(takeovers.headMap(manifest.batch()).values())
                    .as("epochs never come again")
                    .allMatch(epoch -> epoch < manifest.epoch());
            assertThat(takeovers.tailMap(manifest.batch()).values()).allMatch(epoch -> epoch > manifest.epoch());
            takeovers.put(manifest.batch(), manifest.epoch());
        }
        committed.put(manifest.batch(), batch.digest());
    }

    /** What the outside knows of a fork: the past through a batch, and the batch on top. */
    Ledger forkedAfter(long batch) {
        Ledger fork = new Ledger();
        fork.begun.putAll(begun.headMap(batch, true));
        fork.begun.put(batch + 1, Manifest.Kind.FORK);
        return fork;
    }

    /** What the outside knows after a repair that gave up what came after a batch, and added none. */
    Ledger rewoundTo(long batch) {
        Ledger rewound = new Ledger();
        rewound.begun.putAll(begun.headMap(batch, true));
        rewound.committed.putAll(committed.headMap(batch, true));
        rewound.takeovers.putAll(takeovers.headMap(batch, true));
        return rewound;
    }

    /** What the outside knows after a repair that gave up what came after a batch, and put one on top. */
    Ledger repairedAfter(long batch) {
        Ledger repaired = rewoundTo(batch);
        repaired.begun.put(batch + 1, Manifest.Kind.TAKEOVER);
        return repaired;
    }

    /** Promises I1 to I11 as far as the checkpoint keeps them; the storage is one without faults. */
    void check(SimulatedStorage storage) throws IOException {
        CheckpointReader reader = new CheckpointReader(storage);
        if (committed.isEmpty() && reader.head().isEmpty()) {
            return;
        }
        long head = reader.head().orElseThrow(() -> new AssertionError("all batches are gone"));
        long last = committed.isEmpty() ? -1 : committed.lastKey();
        assertThat(head)
                .as("the head is the last committed batch or the one begun after it")
                .isBetween(last, Math.max(last, seen) + 1);
        seen = head;
        assertThat(begun).as("nobody began the head").containsKey(head);
        checkRetained(storage, reader, reader.read(head));
    }

    private void checkRetained(SimulatedStorage storage, CheckpointReader reader, Committed head) throws IOException {
        Manifest manifest = head.manifest();
        for (Manifest.SinkProgress sink : manifest.sinks().values()) {
            assertThat(reader.batches())
                    .as("unpublished output stays")
                    .containsAll(LongStream.rangeClosed(sink.publishedThrough() + 1, manifest.batch())
                            .boxed()
                            .toList());
        }
        assertThat(manifest.floor()).isBetween(0L, manifest.batch());
        Committed child = null;
        for (long batch = manifest.batch(); batch >= manifest.floor(); batch--) {
            Committed found = reader.read(batch);
            assertThat(found.manifest().kind()).isEqualTo(begun.get(batch));
            assertThat(committed.getOrDefault(batch, found.digest()))
                    .as("batch %d is the one that was committed", batch)
                    .isEqualTo(found.digest());
            if (child != null) {
                assertThat(child.manifest().parent()).isEqualTo(found.digest());
                assertThat(child.manifest().epoch())
                        .isGreaterThanOrEqualTo(found.manifest().epoch());
                assertThat(child.manifest().floor())
                        .isGreaterThanOrEqualTo(found.manifest().floor());
            }
            assertThat(restore(storage, reader, found.manifest()))
                    .as("state restored from batch %d", batch)
                    .isEqualTo(expectedState(batch));
            child = found;
        }
    }

    /** Checks that one batch can be restored, retained or not, with the output that it does not know to be published. */
    void checkRestorable(SimulatedStorage storage, long batch) throws IOException {
        CheckpointReader reader = new CheckpointReader(storage);
        Manifest manifest = reader.read(batch).manifest();
        assertThat(restore(storage, reader, manifest))
                .as("state restored from batch %d", batch)
                .isEqualTo(expectedState(batch));
        assertThat(reader.batches())
                .as("files for batch %d", batch)
                .containsAll(LongStream.rangeClosed(Reach.of(manifest).oldestBatch(), batch)
                        .boxed()
                        .toList());
    }

    Set<String> expectedState(long batch) {
        TreeSet<String> keys = new TreeSet<>();
        for (Map.Entry<Long, Manifest.Kind> entry : begun.headMap(batch, true).entrySet()) {
            if (entry.getValue() == Manifest.Kind.BATCH) {
                keys.add("k" + entry.getKey());
            }
        }
        return keys;
    }

    private static Set<String> restore(SimulatedStorage storage, CheckpointReader reader, Manifest manifest)
            throws IOException {
        TreeSet<String> state = new TreeSet<>();
        Manifest.ShardProgress shard = manifest.shards().get(0);
        if (shard.snapshot() != null) {
            SnapshotDescriptor snapshot = SnapshotStore.read(storage, shard.snapshot());
            for (SnapshotDescriptor.SnapshotFile file : snapshot.files()) {
                byte[] bytes = storage.content(FileNames.file(file.storedName()));
                CRC32C crc = new CRC32C();
                crc.update(bytes);
                assertThat((int) crc.getValue()).as("content of %s", file).isEqualTo(file.crc32c());
                state.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        for (long batch = shard.snapshotThrough() + 1; batch <= manifest.batch(); batch++) {
            try (BatchFileReader file = reader.open(batch)) {
                file.verify();
                file.chunks(Section.DELTA, "totals", 0).forEach(chunk -> file.visitDelta(chunk, new Puts(state)));
            }
        }
        return state;
    }

    private record Puts(Set<String> state) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            state.add(new String(bytes, keyOffset, keyLength, StandardCharsets.UTF_8));
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            throw new AssertionError("the test job deletes nothing");
        }
    }
}

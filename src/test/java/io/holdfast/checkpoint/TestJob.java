package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Digest;
import io.holdfast.common.TimeSource;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One process of a small job on the real commit protocol: each batch puts the key {@code k<id>}; a snapshot holds one file
 * per key and reuses the files of the one before; output is published one batch late; two batches are retained.
 */
final class TestJob implements AutoCloseable {

    static final TimeSource TIME = new TimeSource() {
        @Override
        public long wallMillis() {
            return 1_000_000;
        }

        @Override
        public long monotonicNanos() {
            return 0;
        }
    };

    private final Storage storage;
    private final Ledger ledger;
    private final int process;
    private final Checkpoint checkpoint;
    private @Nullable Digest uploaded;
    private long uploadedThrough;
    private List<SnapshotFile> files = List.of();

    /** Opens the directory as a process that differs from others by its number. */
    TestJob(Storage storage, Ledger ledger, int process) {
        this.storage = storage;
        this.ledger = ledger;
        this.process = process;
        checkpoint = Checkpoint.open(storage, RetentionPolicy.newest(2), TIME, new SplittableRandom(process));
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    TestJob takeOver() {
        Committed taken = checkpoint.takeOver(head -> {
            long batch = head == null ? 0 : head.manifest().batch() + 1;
            ledger.begin(batch, Kind.TAKEOVER);
            return Manifests.stateful(Kind.TAKEOVER, batch, published(batch), shardAfter(head));
        });
        ledger.committed(taken);
        Digest named = shard().snapshot();
        files = named == null ? List.of() : SnapshotStore.read(storage, named).files();
        return this;
    }

    private static Manifest.ShardProgress shardAfter(@Nullable Committed head) {
        return head == null
                ? Manifests.shard(null, -1)
                : head.manifest().shards().get(0);
    }

    private Manifest.ShardProgress shard() {
        return checkpoint.head().manifest().shards().get(0);
    }

    private long published(long batch) {
        return Math.max(-1, batch - 2);
    }

    /** Commits a batch, which names the last snapshot uploaded. */
    TestJob batch() {
        return commit(Kind.BATCH);
    }

    TestJob closing() {
        return commit(Kind.CLOSING);
    }

    private TestJob commit(Kind kind) {
        checkpoint.prepareCommit();
        long batch = checkpoint.head().manifest().batch() + 1;
        Manifest.ShardProgress shard = uploaded == null ? shard() : Manifests.shard(uploaded, uploadedThrough);
        ledger.begin(batch, kind);
        ledger.committed(checkpoint.commit(
                Manifests.stateful(kind, batch, published(batch), shard),
                kind == Kind.BATCH
                        ? List.of(Manifests.delta("v", "k" + batch), Manifests.outbox("o" + batch))
                        : List.of()));
        return this;
    }

    TestJob prune() {
        checkpoint.prune();
        return this;
    }

    /** Stores a snapshot of the head; the next batch names it. */
    TestJob snapshot() {
        long head = checkpoint.head().manifest().batch();
        Set<String> keys = new HashSet<>(ledger.expectedState(head));
        List<SnapshotFile> all = new ArrayList<>();
        files.stream().filter(file -> keys.remove(file.name())).forEach(all::add);
        keys.stream().sorted().forEach(key -> all.add(store(key)));
        files = all;
        uploadedThrough = head;
        uploaded = SnapshotStore.write(storage, new SnapshotDescriptor("job-1", 0, 0, 256, head, head, all));
        return this;
    }

    private SnapshotFile store(String key) {
        String name = FileNames.storedName(checkpoint.epoch(), 0, "p" + process, key);
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try (StorageOutput output = storage.create(FileNames.file(name))) {
            output.write(bytes, 0, bytes.length);
            output.sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new SnapshotFile(key, name, bytes.length, (int) crc.getValue());
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}

package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.format.Damage;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.util.HashMap;
import java.util.Map;

/** The stored files of snapshots, as listed once; checks that what manifests name is there, with the right length. */
final class SnapshotFiles {

    private final Storage storage;
    private final Map<String, Long> lengths = new HashMap<>();

    private SnapshotFiles(Storage storage) {
        this.storage = storage;
    }

    static SnapshotFiles list(Storage storage) {
        SnapshotFiles files = new SnapshotFiles(storage);
        for (StoredFile file : CheckpointReader.list(storage, FileNames.FILES)) {
            files.lengths.put(file.name(), file.length());
        }
        return files;
    }

    /** Checks what the manifest names; descriptors that are not known yet are read, verified and added. */
    void check(Manifest manifest, Map<Digest, SnapshotDescriptor> known) {
        for (Manifest.ShardProgress shard : manifest.shards()) {
            Digest digest = shard.snapshot();
            if (digest == null) {
                continue;
            }
            SnapshotDescriptor descriptor = known.get(digest);
            if (descriptor == null) {
                descriptor = SnapshotStore.read(storage, digest);
                descriptor.files().forEach(this::check);
                known.put(digest, descriptor);
            }
            check(manifest, shard, descriptor, FileNames.snapshot(digest));
        }
    }

    private void check(Manifest manifest, Manifest.ShardProgress shard, SnapshotDescriptor descriptor, String path) {
        if (!descriptor.jobId().equals(manifest.jobId())) {
            throw Damage.of(storage, path, "job id " + manifest.jobId(), descriptor.jobId());
        }
        if (descriptor.through() != shard.snapshotThrough()) {
            throw Damage.of(
                    storage,
                    path,
                    "a snapshot through batch " + shard.snapshotThrough() + ", as batch " + manifest.batch() + " says",
                    "one through batch " + descriptor.through());
        }
        if (descriptor.dirtyThrough() > manifest.batch()) {
            throw Damage.of(
                    storage,
                    path,
                    "effects of batches up to " + manifest.batch() + ", which names it",
                    "effects up to batch " + descriptor.dirtyThrough());
        }
    }

    private void check(SnapshotDescriptor.SnapshotFile file) {
        String path = FileNames.file(file.storedName());
        Long length = lengths.get(file.storedName());
        if (length == null) {
            throw Damage.missing(storage, path);
        }
        if (length != file.length()) {
            throw Damage.of(storage, path, file.length() + " bytes", length + " bytes");
        }
    }
}

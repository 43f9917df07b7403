package io.holdfast.driver;

import io.holdfast.common.Digest;
import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.state.KeptFiles;
import io.holdfast.state.SnapshotFiles;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The snapshots of one shard in the checkpoint directory. Thread-safe. */
final class StoredSnapshots implements SnapshotFiles {

    private final Storage storage;
    private final long epoch;
    private final int shard;
    private final String nonce;
    private final KeptFiles kept;
    private final RestoreProgress progress;
    private final AtomicLong stored = new AtomicLong();

    /** The nonce has letters and digits, and is new for each life of a shard. */
    StoredSnapshots(Storage storage, long epoch, int shard, String nonce, KeptFiles kept, RestoreProgress progress) {
        this.storage = storage;
        this.epoch = epoch;
        this.shard = shard;
        this.nonce = nonce;
        this.kept = kept;
        this.progress = progress;
    }

    @Override
    public String bringIn(Path local) {
        String name = FileNames.storedName(
                epoch,
                shard,
                nonce + "." + stored.getAndIncrement(),
                local.getFileName().toString());
        String path = FileNames.file(name);
        try {
            storage.bringIn(local, path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "store a file of a snapshot as", path, e);
        }
        return name;
    }

    @Override
    public Digest write(SnapshotDescriptor descriptor) {
        return SnapshotStore.write(storage, descriptor);
    }

    @Override
    public SnapshotDescriptor read(Digest digest) {
        SnapshotDescriptor descriptor = SnapshotStore.read(storage, digest);
        progress.expect(
                descriptor.files().stream().mapToLong(SnapshotFile::length).sum());
        return descriptor;
    }

    @Override
    public void takeOut(SnapshotFile file, Path local) throws IOException {
        if (!kept.takeOut(file, local) && storage.takeOut(FileNames.file(file.storedName()), local)) {
            // A link would cost nothing to make again.
            kept.keep(file, local);
        }
        progress.done(file.length());
    }

    @Override
    public String location(String storedName) {
        return storage.location() + "/" + FileNames.file(storedName);
    }
}

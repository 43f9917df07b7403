package io.holdfast.driver;

import io.holdfast.common.Digest;
import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.state.SnapshotFiles;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Path;

/** The snapshots of one shard in the checkpoint directory. Used by one thread at a time. */
final class StoredSnapshots implements SnapshotFiles {

    private final Storage storage;
    private final long epoch;
    private final int shard;
    private final String nonce;
    private long stored;

    /** The nonce has letters and digits, and is new for each life of a shard. */
    StoredSnapshots(Storage storage, long epoch, int shard, String nonce) {
        this.storage = storage;
        this.epoch = epoch;
        this.shard = shard;
        this.nonce = nonce;
    }

    @Override
    public String bringIn(Path local) {
        String name = FileNames.storedName(
                epoch, shard, nonce + "." + stored++, local.getFileName().toString());
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
        return SnapshotStore.read(storage, digest);
    }

    @Override
    public void takeOut(String storedName, Path local) throws IOException {
        storage.takeOut(FileNames.file(storedName), local);
    }

    @Override
    public String location(String storedName) {
        return storage.location() + "/" + FileNames.file(storedName);
    }
}

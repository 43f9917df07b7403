package io.holdfast.format;

import io.holdfast.common.Digest;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;

/**
 * Writes and reads snapshot descriptors. A descriptor comes last: first its files are brought in, then their directory
 * is synced here, then the descriptor is published; so a descriptor that exists names files that survive a loss of power.
 */
public final class SnapshotStore {

    /** Names that a process which died, or an earlier attempt, may have left. */
    private static final int ATTEMPTS_MAX = 100;

    private SnapshotStore() {}

    /**
     * Makes the names of all stored files durable, then the descriptor. One that exists with the same content is fine.
     *
     * @return the digest of the stored bytes, by which manifests name the snapshot
     */
    public static Digest write(Storage storage, SnapshotDescriptor descriptor) {
        byte[] bytes = Envelope.wrap(FileKind.SNAPSHOT, Json.write(descriptor));
        Digest digest = Digest.of(bytes);
        String path = FileNames.snapshot(digest);
        syncFiles(storage);
        String temporary = freeTemporary(storage, descriptor, digest, path);
        boolean ours = Publication.publish(
                storage,
                temporary,
                path,
                new PublishedBytes(storage, path, FileKind.SNAPSHOT, SnapshotDescriptor.class, bytes));
        if (!ours) {
            throw Damage.of(storage, path, "the descriptor of that digest", "other content");
        }
        return digest;
    }

    private static void syncFiles(Storage storage) {
        try {
            storage.syncDirectory(FileNames.FILES);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "sync the directory", FileNames.FILES, e);
        }
    }

    private static String freeTemporary(Storage storage, SnapshotDescriptor descriptor, Digest digest, String path) {
        long epoch = epoch(descriptor)
                .orElseThrow(() -> new IllegalStateException(
                        "Holdfast bug: a stored name was not built by FileNames.storedName: " + descriptor.files()));
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            String temporary = FileNames.temporary(epoch, digest.shortHex(), attempt, path);
            try {
                storage.open(temporary).close();
            } catch (NoSuchFileException e) {
                return temporary;
            } catch (IOException e) {
                throw StorageFailure.of(storage, "open", temporary, e);
            }
        }
        throw new IllegalStateException(ATTEMPTS_MAX + " temporary files of one snapshot descriptor exist: " + path);
    }

    /** The newest epoch in which one of its files was stored, 0 if it has none; empty if a name is none of ours. */
    public static OptionalLong epoch(SnapshotDescriptor descriptor) {
        long epoch = 0;
        for (SnapshotDescriptor.SnapshotFile file : descriptor.files()) {
            OptionalLong stored = FileNames.parseStoredEpoch(file.storedName());
            if (stored.isEmpty()) {
                return stored;
            }
            epoch = Math.max(epoch, stored.getAsLong());
        }
        return OptionalLong.of(epoch);
    }

    /** Reads and verifies a descriptor; its files are not looked at. */
    public static SnapshotDescriptor read(Storage storage, Digest digest) {
        String path = FileNames.snapshot(digest);
        Envelope.Opened<SnapshotDescriptor> opened =
                Envelope.read(storage, path, FileKind.SNAPSHOT, SnapshotDescriptor.class);
        Digest found = Digest.of(opened.stored());
        if (!found.equals(digest)) {
            throw Damage.of(storage, path, "SHA-256 " + digest, "SHA-256 " + found);
        }
        return opened.value();
    }
}

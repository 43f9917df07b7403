package io.holdfast.reader;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Damage;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The files of a snapshot in a directory of their own, under the names that the store knows. Used by one thread. */
final class SnapshotCopy {

    private static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Storage storage;
    private final SnapshotDescriptor descriptor;
    private final Path directory;

    private SnapshotCopy(Storage storage, SnapshotDescriptor descriptor, Path directory) {
        this.storage = storage;
        this.descriptor = descriptor;
        this.directory = directory;
    }

    /** Takes the files out: links where that is possible. Their lengths are verified, their content is not yet. */
    static SnapshotCopy of(Storage storage, Manifest manifest, ShardProgress shard, Digest digest, Path directory) {
        SnapshotDescriptor descriptor = SnapshotStore.read(storage, digest);
        requireMeant(storage, manifest, shard, digest, descriptor);
        SnapshotCopy copy = new SnapshotCopy(storage, descriptor, directory);
        descriptor.files().forEach(copy::takeOut);
        return copy;
    }

    private static void requireMeant(
            Storage storage, Manifest manifest, ShardProgress shard, Digest digest, SnapshotDescriptor found) {
        boolean meant = found.jobId().equals(manifest.jobId())
                && found.shard() == shard.shard()
                && found.keyGroupFrom() == shard.keyGroupFrom()
                && found.keyGroupUntil() == shard.keyGroupUntil()
                && found.through() == shard.snapshotThrough()
                && found.dirtyThrough() <= manifest.batch();
        if (!meant) {
            throw Damage.of(
                    storage,
                    FileNames.snapshot(digest),
                    "a snapshot of job id " + manifest.jobId() + " as batch " + manifest.batch() + " means it, "
                            + shard,
                    "job id " + found.jobId() + ", shard " + found.shard() + " [" + found.keyGroupFrom() + ", "
                            + found.keyGroupUntil() + ") through batch " + found.through() + ", with effects up to "
                            + found.dirtyThrough());
        }
    }

    private void takeOut(SnapshotFile file) {
        if (!file.name().matches(PLAIN_NAME)) {
            throw damaged(file, "a plain name for it in the snapshot", "'" + file.name() + "'");
        }
        try {
            storage.takeOut(path(file), directory.resolve(file.name()));
            long length = Files.size(directory.resolve(file.name()));
            if (length != file.length()) {
                throw damaged(file, file.length() + " bytes", String.valueOf(length));
            }
        } catch (NoSuchFileException e) {
            throw Damage.missing(storage, path(file));
        } catch (IOException e) {
            throw StorageFailure.of(storage, "take out", path(file), e);
        }
    }

    private static String path(SnapshotFile file) {
        return FileNames.file(file.storedName());
    }

    Path directory() {
        return directory;
    }

    /** Reads all files, and compares their checksums with those that the descriptor has. */
    void verify() {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (SnapshotFile file : descriptor.files()) {
            int found = checksum(directory.resolve(file.name()), buffer);
            if (found != file.crc32c()) {
                HexFormat hex = HexFormat.of();
                throw damaged(file, "CRC32C " + hex.toHexDigits(file.crc32c()), hex.toHexDigits(found));
            }
        }
    }

    private static int checksum(Path file, byte[] buffer) {
        CRC32C checksum = new CRC32C();
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new StorageException("cannot read " + file + ": " + e, e);
        }
        return (int) checksum.getValue();
    }

    /** What to throw when the store failed on these files: if one of them is damaged, that is why. */
    HoldfastException explain(HoldfastException failure) {
        try {
            verify();
            return failure;
        } catch (CorruptCheckpointException damage) {
            damage.addSuppressed(failure);
            return damage;
        }
    }

    private CorruptCheckpointException damaged(SnapshotFile file, String expected, String found) {
        return Damage.of(storage, path(file), expected, found);
    }
}

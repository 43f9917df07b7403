package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Takes the files of a snapshot out, and checks that they are what the descriptor says. */
final class SnapshotDownload {

    private static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final SnapshotFiles stored;
    private final Transfers transfers;
    private final String jobId;
    private final ShardProgress progress;
    private final Digest digest;

    SnapshotDownload(ShardSetup setup, ShardProgress progress, Digest digest) {
        stored = setup.snapshots();
        transfers = setup.transfers();
        jobId = setup.jobId();
        this.progress = progress;
        this.digest = digest;
    }

    /** Returns, or throws, when nothing is written to the directory any more. */
    SnapshotDescriptor into(Path directory) {
        SnapshotDescriptor descriptor = stored.read(digest);
        checkDescriptor(descriptor);
        transfers.await(descriptor.files().stream()
                .map(file -> transfers.submit(() -> takeOut(file, directory)))
                .toList());
        return descriptor;
    }

    private void checkDescriptor(SnapshotDescriptor found) {
        boolean same = found.jobId().equals(jobId)
                && found.shard() == progress.shard()
                && found.keyGroupFrom() == progress.keyGroupFrom()
                && found.keyGroupUntil() == progress.keyGroupUntil()
                && found.through() == progress.snapshotThrough();
        if (!same) {
            throw new CorruptCheckpointException("snapshot descriptor " + digest + " is not the one the manifest means:"
                    + " expected job " + jobId + " and " + progress + ", found job " + found.jobId() + ", shard "
                    + found.shard() + " [" + found.keyGroupFrom() + ", " + found.keyGroupUntil() + ") through batch "
                    + found.through());
        }
    }

    private SnapshotFile takeOut(SnapshotFile file, Path directory) {
        Path local = directory.resolve(file.name());
        if (!file.name().matches(PLAIN_NAME)) {
            throw damaged(file, "its local name '" + file.name() + "' is not a plain file name");
        }
        try {
            if (SnapshotUpload.isImmutable(file.name())) {
                stored.takeOut(file, local);
                checkLength(file, Files.size(local));
            } else {
                copyOut(file, local);
            }
            return file;
        } catch (NoSuchFileException e) {
            throw damaged(file, "the file is missing");
        } catch (IOException e) {
            throw new StorageException(
                    "cannot take " + stored.location(file.storedName()) + " out to " + local + ": " + e, e);
        }
    }

    /** The store will write to these, so the stored file must not be the same one under another name. */
    private void copyOut(SnapshotFile file, Path local) throws IOException {
        Path taken = local.resolveSibling(file.name() + ".taken");
        stored.takeOut(file, taken);
        Files.copy(taken, local);
        Files.delete(taken);
        Checksums found = Checksums.of(local);
        Checksums expected = new Checksums(file.length(), file.crc32c());
        if (!found.equals(expected)) {
            throw damaged(file, "expected " + expected + ", found " + found);
        }
    }

    private void checkLength(SnapshotFile file, long length) {
        if (length != file.length()) {
            throw damaged(file, "expected " + file.length() + " bytes, found " + length);
        }
    }

    private CorruptCheckpointException damaged(SnapshotFile file, String problem) {
        return new CorruptCheckpointException(stored.location(file.storedName()) + " (" + file.name()
                + " of the snapshot of shard " + progress.shard() + " with descriptor " + digest + "): " + problem
                + ". Run 'verify' to see what else is damaged, or 'fork --batch' to go on from another batch");
    }
}

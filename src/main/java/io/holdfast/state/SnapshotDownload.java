package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes the files of a snapshot out to a directory, and checks that they are what the descriptor says. Of tables, which may be
 * links, it first looks at the length only: that takes no time, whatever they hold.
 */
final class SnapshotDownload {

    private static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final ShardSetup setup;
    private final SnapshotFiles stored;
    private final ShardProgress progress;
    private final Digest digest;
    private final SnapshotDescriptor descriptor;
    private final Path directory;

    SnapshotDownload(ShardSetup setup, ShardProgress progress, Digest digest, Path directory) {
        this.setup = setup;
        stored = setup.snapshots();
        this.progress = progress;
        this.digest = digest;
        this.directory = directory;
        descriptor = stored.read(digest);
        checkDescriptor(descriptor);
    }

    /** Returns, or throws, when nothing is written to the directory any more. */
    SnapshotDescriptor run() {
        Transfers transfers = setup.transfers();
        transfers.await(descriptor.files().stream()
                .map(file -> transfers.submit(() -> takeOut(file)))
                .toList());
        return descriptor;
    }

    /**
     * Opens a store on what was taken out. A store that cannot be opened may blame another file than the damaged one: the checksums
     * of the tables tell.
     */
    WorkingStore open(List<String> spaces) {
        try {
            return setup.stores().open(directory, spaces);
        } catch (HoldfastException e) {
            descriptor.files().stream()
                    .filter(file -> SnapshotUpload.isImmutable(file.name()))
                    .forEach(file -> check(file, e));
            throw e;
        }
    }

    private void check(SnapshotFile file, HoldfastException failure) {
        try {
            checkContent(file, Checksums.of(directory.resolve(file.name())));
        } catch (CorruptCheckpointException damage) {
            damage.addSuppressed(failure);
            throw damage;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void checkDescriptor(SnapshotDescriptor found) {
        boolean same = found.jobId().equals(setup.jobId())
                && found.shard() == progress.shard()
                && found.keyGroupFrom() == progress.keyGroupFrom()
                && found.keyGroupUntil() == progress.keyGroupUntil()
                && found.through() == progress.snapshotThrough();
        if (!same) {
            throw new CorruptCheckpointException("snapshot descriptor " + digest + " is not the one the manifest means:"
                    + " expected job " + setup.jobId() + " and " + progress + ", found job " + found.jobId()
                    + ", shard "
                    + found.shard() + " [" + found.keyGroupFrom() + ", " + found.keyGroupUntil() + ") through batch "
                    + found.through());
        }
    }

    private SnapshotFile takeOut(SnapshotFile file) {
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
        checkContent(file, Checksums.of(local));
    }

    private void checkContent(SnapshotFile file, Checksums found) {
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

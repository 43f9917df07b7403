package io.holdfast.state;

import io.holdfast.common.Check;
import io.holdfast.common.Digest;
import io.holdfast.common.Worker;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes and stores snapshots, in the background. A table file is stored once: it is known again by its name <em>in this
 * incarnation of the working store</em>, which gives each name to one content only; files of the restored snapshot count
 * as known, since the store started from exactly those. All other files are small and stored each time.
 *
 * <p>The worker makes the copy and, at the end, the descriptor. In between it is free, while the files are transferred several at a time.
 */
final class SnapshotUpload {

    private static final String IMMUTABLE = ".sst";

    private final ShardSetup setup;
    private final WorkingStore store;
    private final LongSupplier newestBegun;
    private final Worker worker;

    /** By local name. Used by the worker only, but while transfers read it, when the worker has nothing to do. */
    private Map<String, SnapshotFile> known;

    private long serial;
    private volatile boolean abandoned;
    private volatile CompletableFuture<?> transferred = CompletableFuture.completedFuture(null);

    /** What has to be stored, and B of the rule for snapshots. */
    private record Copy(Path directory, List<Path> files, long dirtyThrough) {}

    SnapshotUpload(
            ShardSetup setup,
            WorkingStore store,
            List<SnapshotFile> restored,
            LongSupplier newestBegun,
            Worker worker) {
        this.setup = setup;
        this.store = store;
        this.newestBegun = newestBegun;
        this.worker = worker;
        known = immutableOnes(restored);
    }

    static boolean isImmutable(String name) {
        return name.endsWith(IMMUTABLE);
    }

    private static Map<String, SnapshotFile> immutableOnes(List<SnapshotFile> files) {
        Map<String, SnapshotFile> immutable = new HashMap<>();
        for (SnapshotFile file : files) {
            if (isImmutable(file.name())) {
                immutable.put(file.name(), file);
            }
        }
        return immutable;
    }

    /**
     * Takes and stores a snapshot that holds all effects of batches up to {@code through}. One at a time. After a failure the copy is
     * left to whoever removes the shard's directory.
     */
    CompletableFuture<Shard.Snapshot> run(long through) {
        Path directory = setup.directory().resolve("snapshot-" + serial++);
        return worker.submit(() -> copy(directory)).thenCompose(copy -> transfer(copy.files())
                .thenCompose(files -> worker.submit(() -> finish(copy, files, through))));
    }

    /** Makes a run under way, and any later one, fail soon, and waits until nothing of it goes on. */
    void abandon() {
        abandoned = true;
        worker.close();
        setup.transfers().awaitEnd(transferred);
    }

    private void checkWanted() throws IOException {
        if (abandoned) {
            throw new IOException("the shard was closed while its snapshot was being stored");
        }
    }

    private Copy copy(Path directory) throws IOException {
        checkWanted();
        store.checkpoint(directory);
        // Only now: what began to write while the copy was made may be in it.
        long dirtyThrough = newestBegun.getAsLong();
        return new Copy(directory, Directories.files(directory), dirtyThrough);
    }

    private CompletableFuture<List<SnapshotFile>> transfer(List<Path> files) {
        List<CompletableFuture<SnapshotFile>> transfers = files.stream()
                .map(file -> setup.transfers().submit(() -> stored(file)))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(transfers.toArray(CompletableFuture<?>[]::new));
        transferred = all;
        return all.thenApply(
                ended -> transfers.stream().map(CompletableFuture::join).toList());
    }

    private SnapshotFile stored(Path local) throws IOException {
        checkWanted();
        SnapshotFile file = known.get(local.getFileName().toString());
        if (file == null) {
            return bringIn(local);
        }
        checkSameLength(file, local);
        return file;
    }

    private Shard.Snapshot finish(Copy copy, List<SnapshotFile> files, long through) throws IOException {
        SnapshotDescriptor descriptor = new SnapshotDescriptor(
                setup.jobId(),
                setup.shard(),
                setup.keyGroupFrom(),
                setup.keyGroupUntil(),
                through,
                copy.dirtyThrough(),
                files);
        Digest digest = setup.snapshots().write(descriptor);
        long newBytes = files.stream()
                .filter(file -> !isKnown(file))
                .mapToLong(SnapshotFile::length)
                .sum();
        known = immutableOnes(files);
        Directories.delete(copy.directory());
        return new Shard.Snapshot(digest, through, copy.dirtyThrough(), newBytes);
    }

    private boolean isKnown(SnapshotFile file) {
        @Nullable SnapshotFile before = known.get(file.name());
        return file.equals(before);
    }

    private SnapshotFile bringIn(Path local) throws IOException {
        String name = local.getFileName().toString();
        Checksums checksums = Checksums.of(local);
        Path stable = isImmutable(name) ? local : copyOf(local);
        return new SnapshotFile(name, setup.snapshots().bringIn(stable), checksums.length(), checksums.crc32c());
    }

    /** What is stored must never be a link to a file that the store may go on writing. */
    private static Path copyOf(Path local) throws IOException {
        Path directory = Files.createDirectories(local.resolveSibling("copies"));
        return Files.copy(local, directory.resolve(local.getFileName()));
    }

    private static void checkSameLength(SnapshotFile file, Path local) throws IOException {
        long length = Files.size(local);
        Check.that(
                length == file.length(),
                "%s has %d bytes, but was stored as %s with %d",
                local,
                length,
                file.storedName(),
                file.length());
    }
}

package io.holdfast.state;

import io.holdfast.common.Check;
import io.holdfast.common.Digest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Makes and stores snapshots, in the background. A table file is stored once: it is known again by its name <em>in this
 * incarnation of the working store</em>, which gives each name to one content only; files of the restored snapshot count
 * as known, since the store started from exactly those. All other files are small and stored each time.
 */
final class SnapshotUpload {

    private static final String IMMUTABLE = ".sst";

    private final ShardSetup setup;
    private final WorkingStore store;
    private final LongSupplier newestBegun;
    private Map<String, SnapshotFile> known;
    private long serial;
    private volatile boolean abandoned;

    SnapshotUpload(ShardSetup setup, WorkingStore store, List<SnapshotFile> restored, LongSupplier newestBegun) {
        this.setup = setup;
        this.store = store;
        this.newestBegun = newestBegun;
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

    /** Makes a run under way, and any later one, fail soon. Thread-safe. */
    void abandon() {
        abandoned = true;
    }

    /** Takes and stores a snapshot that holds all effects of batches up to {@code through}. */
    Shard.Snapshot run(long through) throws IOException {
        Path scratch = setup.directory().resolve("snapshot-" + serial++);
        try {
            store.checkpoint(scratch);
            // Only now: what began to write while the copy was made may be in it.
            long dirtyThrough = newestBegun.getAsLong();
            return store(scratch, through, dirtyThrough);
        } finally {
            Directories.delete(scratch);
        }
    }

    private Shard.Snapshot store(Path scratch, long through, long dirtyThrough) throws IOException {
        List<SnapshotFile> files = new ArrayList<>();
        long newBytes = 0;
        for (Path local : Directories.files(scratch)) {
            if (abandoned) {
                throw new IOException("the shard was closed while its snapshot was being stored");
            }
            SnapshotFile file = known.get(local.getFileName().toString());
            if (file == null) {
                file = bringIn(local);
                newBytes += file.length();
            } else {
                checkSameLength(file, local);
            }
            files.add(file);
        }
        SnapshotDescriptor descriptor = new SnapshotDescriptor(
                setup.jobId(),
                setup.shard(),
                setup.keyGroupFrom(),
                setup.keyGroupUntil(),
                through,
                dirtyThrough,
                files);
        Digest digest = setup.snapshots().write(descriptor);
        known = immutableOnes(files);
        return new Shard.Snapshot(digest, through, dirtyThrough, newBytes);
    }

    private SnapshotFile bringIn(Path local) throws IOException {
        String name = local.getFileName().toString();
        Checksums checksums = Checksums.of(local);
        Path stable = isImmutable(name) ? local : copy(local);
        return new SnapshotFile(name, setup.snapshots().bringIn(stable), checksums.length(), checksums.crc32c());
    }

    /** What is stored must never be a link to a file that the store may go on writing. */
    private static Path copy(Path local) throws IOException {
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

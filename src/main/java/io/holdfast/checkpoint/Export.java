package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Digest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Damage;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.format.WholeFile;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Brings all that one batch reaches into an empty directory, and a batch on top that says what the directory is: a fork, where
 * a job goes on under a new timeline, or a savepoint, which only forks are made of.
 *
 * <p>The batch on top comes first, and the batch below it last. So until everything is there, the directory has a history with
 * a gap, which no process starts on; and at no instant can it be taken for the original.
 */
public final class Export {

    private final Storage from;
    private final Storage to;
    private final Link link;
    private final Progress progress;
    private final Nonces nonces;
    private long epoch;
    private long done;
    private long total;

    public Export(Storage from, Storage to, Link link, Progress progress, RandomGenerator random) {
        this.from = from;
        this.to = to;
        this.link = link;
        this.progress = progress;
        nonces = new Nonces(random);
    }

    /** Gives a file of the original a second name in the target, if that is possible. */
    public interface Link {

        /** Never links: every file is copied. */
        Link NEVER = (path, target) -> false;

        /** False if it has to be copied; then there is nothing under the target's name. */
        boolean link(String path, String target) throws IOException;
    }

    /** Hears how far it is. */
    public interface Progress {
        void at(long doneBytes, long totalBytes);
    }

    /**
     * Makes the directory, and verifies it. What the batch reaches must stay meanwhile: pin it first.
     *
     * @param kind {@code FORK} or {@code SAVEPOINT}
     * @param timeline that of the batch on top
     * @param intervention says where it comes from
     * @throws ConfigurationException if the target is not empty
     * @throws io.holdfast.failure.CorruptCheckpointException if something that the batch reaches is damaged or missing; the
     *     target is unusable then
     */
    public CheckpointVerification run(
            long batch, Manifest.Kind kind, String timeline, Manifest.Intervention intervention, long nowMillis) {
        refuseContent();
        Committed below = new CheckpointReader(from).read(batch);
        Reach reach = Reach.of(below.manifest());
        Map<String, Long> files = lengths(FileNames.FILES);
        Map<String, SnapshotFile> stored = new TreeMap<>();
        for (Digest snapshot : reach.snapshots()) {
            SnapshotStore.read(from, snapshot).files().forEach(file -> {
                checkLength(file, files);
                stored.put(file.storedName(), file);
            });
        }
        total = stored.values().stream().mapToLong(SnapshotFile::length).sum();
        epoch = below.manifest().epoch() + 1;
        CheckpointDirectory.create(to);
        publishTop(
                NextBatch.quiet(
                        below.manifest(), kind, timeline, below.manifest().sources(), intervention),
                below,
                nowMillis);
        stored.values().forEach(this::bring);
        sync(FileNames.FILES);
        reach.snapshots().forEach(snapshot -> bring(FileNames.snapshot(snapshot)));
        sync(FileNames.SNAPSHOTS);
        for (long id = reach.oldestBatch(); id < batch; id++) {
            bring(FileNames.batch(id));
        }
        sync(FileNames.BATCHES);
        bring(FileNames.batch(batch));
        sync(FileNames.BATCHES);
        return CheckpointVerification.of(to);
    }

    private void refuseContent() {
        try {
            List<String> content = new ArrayList<>(to.directories(""));
            content.removeAll(CheckpointDirectory.TOLERATED);
            to.list("").forEach(file -> content.add(file.name()));
            if (!content.isEmpty()) {
                throw new ConfigurationException(to.location() + " is not empty: expected nothing, found \""
                        + content.get(0) + "\"; give a new directory");
            }
        } catch (IOException e) {
            throw StorageFailure.of(to, "list", "", e);
        }
    }

    private Map<String, Long> lengths(String directory) {
        Map<String, Long> lengths = new HashMap<>();
        for (StoredFile file : CheckpointReader.list(from, directory)) {
            lengths.put(file.name(), file.length());
        }
        return lengths;
    }

    private void checkLength(SnapshotFile file, Map<String, Long> lengths) {
        String path = FileNames.file(file.storedName());
        Long length = lengths.get(file.storedName());
        if (length == null) {
            throw Damage.missing(from, path);
        }
        if (length != file.length()) {
            throw Damage.of(from, path, file.length() + " bytes", length + " bytes");
        }
    }

    /** Its floor is the batch below: all that this one reaches has to be there, or no process starts. */
    private void publishTop(Manifest draft, Committed below, long nowMillis) {
        if (!NextBatch.publishQuiet(to, draft, below, below.manifest().batch(), epoch, nonces, nowMillis)) {
            throw new ConfigurationException(to.location() + " was empty a moment ago, and now has "
                    + FileNames.batch(draft.batch()) + ": somebody else writes there; give another directory");
        }
    }

    private void bring(SnapshotFile file) {
        bring(FileNames.file(file.storedName()), visitor -> WholeFile.read(from, file, visitor));
        done += file.length();
        progress.at(done, total);
    }

    private void bring(String path) {
        bring(path, visitor -> WholeFile.read(from, path, visitor));
    }

    /** Brings a file in under its name, durable but for its name. */
    private void bring(String path, Consumer<WholeFile.Visitor> content) {
        String temporary = FileNames.temporary(epoch, nonces.next(), 0, path);
        try {
            if (!link.link(path, temporary)) {
                copy(content, temporary);
            }
            to.publish(temporary, path);
            to.delete(temporary);
        } catch (NoSuchFileException e) {
            throw Damage.missing(from, path);
        } catch (IOException e) {
            throw StorageFailure.of(to, "bring in from " + from.location(), path, e);
        }
    }

    private void copy(Consumer<WholeFile.Visitor> content, String temporary) throws IOException {
        try (StorageOutput output = to.create(temporary)) {
            content.accept((bytes, length) -> write(output, temporary, bytes, length));
            output.sync();
        }
    }

    private void write(StorageOutput output, String temporary, byte[] bytes, int length) {
        try {
            output.write(bytes, 0, length);
        } catch (IOException e) {
            throw StorageFailure.of(to, "write", temporary, e);
        }
    }

    private void sync(String directory) {
        try {
            to.syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(to, "sync the directory", directory, e);
        }
    }
}

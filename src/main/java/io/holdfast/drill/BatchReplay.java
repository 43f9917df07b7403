package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Computes one recorded batch of a checkpoint again, twice, in processes of their own: from the state of the batch before and
 * the ranges that the record says were read. Nothing is written to the checkpoint, and nothing is published.
 */
public final class BatchReplay {

    private final JobProgram program;
    private final CheckpointLocation location;
    private final Set<String> trusted;
    private final long batch;
    private final Layout layout;
    private final Duration patience;
    private final Progress progress;

    /**
     * A replay.
     *
     * @param checkpoint the directory with the record: a path, or a URI of a Hadoop file system
     * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
     * @param batch which batch
     * @param directory for what the replay needs and writes; new or empty. The log of the program is {@code job.log} in it
     * @param patience how long a run may take
     */
    public BatchReplay(
            JobProgram program,
            String checkpoint,
            Set<String> trustedSchemes,
            long batch,
            Path directory,
            Duration patience,
            Progress progress) {
        this.program = program;
        location = CheckpointLocation.of(checkpoint);
        trusted = Set.copyOf(trustedSchemes);
        this.batch = batch;
        layout = new Layout(directory);
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Computes the batch and compares.
     *
     * @throws ConfigurationException if there is nothing to compute, or the program does not start
     */
    public Reproduction run() throws Exception {
        Manifest recorded;
        try (Storage checkpoint = location.open(trusted)) {
            recorded = take(checkpoint);
        }
        Workers workers = new ThreadWorkers("replay");
        Launcher launcher =
                new Launcher(program, RehearsedJob.class.getName(), layout.log(), workers, TimeSource.SYSTEM);
        Undisturbed undisturbed = new Undisturbed(launcher, layout, batch, patience, progress);
        try {
            CheckpointReader first = undisturbed.replay(1, batch);
            CheckpointReader second = undisturbed.replay(2, batch);
            CheckpointReader record = new CheckpointReader(new LocalStorage(layout.archive()));
            return Reproduction.of(recorded, record, first, second);
        } catch (IOException e) {
            throw new ConfigurationException("batch " + batch + " could not be computed again: " + e.getMessage(), e);
        }
    }

    /** Takes out what the batch begins from, and its record. */
    private Manifest take(Storage checkpoint) throws IOException {
        CheckpointReader reader = new CheckpointReader(checkpoint);
        requireRetained(checkpoint, reader);
        Manifest recorded = reader.read(batch).manifest();
        if (recorded.kind() != Manifest.Kind.BATCH) {
            throw new ConfigurationException("batch " + batch + " of " + checkpoint.location() + " is a "
                    + recorded.kind() + ": no operator ran, so there is nothing to compute");
        }
        Manifest before = reader.read(batch - 1).manifest();
        for (String directory : FileNames.DIRECTORIES) {
            Files.createDirectories(layout.base().resolve(directory));
        }
        Files.createDirectories(layout.archive().resolve(FileNames.BATCHES));
        for (long needed = oldestNeeded(before); needed < batch; needed++) {
            takeOut(checkpoint, FileNames.batch(needed), layout.base());
        }
        for (ShardProgress shard : before.shards()) {
            takeSnapshot(checkpoint, shard);
        }
        takeOut(checkpoint, FileNames.batch(batch), layout.archive());
        return recorded;
    }

    private void requireRetained(Storage checkpoint, CheckpointReader reader) {
        long head = reader.requireHead();
        long floor = reader.read(head).manifest().floor();
        if (batch <= floor || batch > head) {
            throw new ConfigurationException("batch " + batch + " of " + checkpoint.location()
                    + " cannot be computed again: that needs the state of the batch before, and batches from " + floor
                    + " to " + head + " are retained");
        }
    }

    private static long oldestNeeded(Manifest before) {
        return before.shards().stream()
                .mapToLong(shard -> shard.snapshotThrough() + 1)
                .reduce(before.batch(), Math::min);
    }

    private void takeSnapshot(Storage checkpoint, ShardProgress shard) throws IOException {
        if (shard.snapshot() != null) {
            SnapshotDescriptor descriptor = SnapshotStore.read(checkpoint, shard.snapshot());
            takeOut(checkpoint, FileNames.snapshot(shard.snapshot()), layout.base());
            for (SnapshotDescriptor.SnapshotFile file : descriptor.files()) {
                takeOut(checkpoint, FileNames.file(file.storedName()), layout.base());
            }
        }
    }

    private void takeOut(Storage checkpoint, String file, Path directory) throws IOException {
        try {
            checkpoint.takeOut(file, directory.resolve(file));
        } catch (NoSuchFileException e) {
            throw new StorageException(
                    checkpoint.location() + "/" + file + " is gone: if the job is running, it has given up batch "
                            + (batch - 1) + " meanwhile; take a newer one",
                    e);
        }
    }
}

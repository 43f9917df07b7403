package io.holdfast.reader;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.Pins;
import io.holdfast.codec.Types;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import io.holdfast.format.PinFile;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The checkpoint directory of a job, to be read. Nothing is written to it, and its job may be running: then batches come
 * and old ones go meanwhile. What is read is verified; damage is a {@link CorruptCheckpointException} that names the
 * file. Thread-safe.
 */
public final class StoredCheckpoint implements AutoCloseable {

    private final Storage storage;
    private final CheckpointReader reader;
    private final Types types;
    private final Path temporary;

    private StoredCheckpoint(Storage storage, Types types, Path temporary) {
        this.storage = storage;
        this.types = types;
        this.temporary = temporary;
        reader = new CheckpointReader(storage);
    }

    /**
     * Opens a directory. Values are read as {@link io.holdfast.codec.StoredValue}, and as objects if they are of
     * built-in types.
     *
     * @param directory a path, or {@code hdfs://HOST:PORT/PATH}
     * @throws ConfigurationException if there is no checkpoint
     */
    public static StoredCheckpoint open(String directory) {
        return open(directory, Types.builder().build(), Set.of());
    }

    /**
     * Opens a directory whose values can also be read as the objects that the job had.
     *
     * @param types the classes that the job registers, with the same codecs
     * @param trustedSchemes Hadoop file systems other than HDFS that the caller vouches for
     * @throws ConfigurationException if there is no checkpoint
     */
    public static StoredCheckpoint open(String directory, Types types, Set<String> trustedSchemes) {
        Storage storage = CheckpointLocation.of(directory).open(trustedSchemes);
        try {
            return of(storage, types, Path.of(System.getProperty("java.io.tmpdir")));
        } catch (Throwable e) {
            storage.close();
            throw e;
        }
    }

    /** A checkpoint in a storage, which is closed with it; what is taken out goes into directories below another. */
    static StoredCheckpoint of(Storage storage, Types types, Path temporary) {
        StoredCheckpoint checkpoint = new StoredCheckpoint(storage, types, temporary);
        checkpoint.reader.requireHead();
        return checkpoint;
    }

    /** The ids of the retained and of the pinned batches, ascending: those whose state can be read. */
    public List<Long> batches() {
        long floor = floor();
        Set<Long> pinned = pinned();
        return reader.batches().stream()
                .filter(batch -> batch >= floor || pinned.contains(batch))
                .toList();
    }

    /** Whether all that a batch needs is kept: a file below the floor may be there for the sake of another batch. */
    boolean isKept(long batch) {
        return batch >= floor() || pinned().contains(batch);
    }

    private Set<Long> pinned() {
        return Pins.list(storage).stream()
                .map(Pins.Found::pin)
                .filter(Objects::nonNull)
                .map(PinFile::batch)
                .collect(Collectors.toSet());
    }

    /** The newest batch. */
    public StoredBatch newest() {
        return batch(reader.requireHead());
    }

    /**
     * A batch, whose manifest is read now.
     *
     * @throws ConfigurationException if there is none of that id
     */
    public StoredBatch batch(long id) {
        reader.requireBatch(id);
        return unlessGivenUp(id, () -> new StoredBatch(this, reader.read(id).manifest()));
    }

    /** The oldest retained batch. */
    long floor() {
        return reader.readHead().manifest().floor();
    }

    /** A step that reads what a batch needs: if that is missing because the job has given the batch up, it says so. */
    <T> T unlessGivenUp(long batch, Supplier<T> step) {
        try {
            return step.get();
        } catch (CorruptCheckpointException e) {
            if (isGivenUp(batch)) {
                throw new ConfigurationException(
                        "batch " + batch + " of " + storage.location() + " was given up while it was read: the job is"
                                + " running, and retains batches from " + floor() + " on. Read a newer one, or let"
                                + " the job retain more batches",
                        e);
            }
            throw e;
        }
    }

    private boolean isGivenUp(long batch) {
        try {
            return !isKept(batch);
        } catch (CorruptCheckpointException e) {
            return false;
        }
    }

    Storage storage() {
        return storage;
    }

    BatchFileReader file(long batch) {
        return reader.open(batch);
    }

    TemporaryDirectory temporaryDirectory() {
        return new TemporaryDirectory(temporary);
    }

    Types types(Manifest manifest) {
        return types.reading(manifest.schemas());
    }

    @Override
    public void close() {
        storage.close();
    }
}

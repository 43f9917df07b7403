package io.holdfast.maintenance;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.Pins;
import io.holdfast.common.TimeSource;
import io.holdfast.format.PinFile;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import java.security.SecureRandom;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A checkpoint directory that somebody works on. Used by one thread. */
public final class Maintenance implements AutoCloseable {

    /** Stands for the newest batch. */
    public static final long NEWEST = -1;

    private final Storage storage;
    private final CheckpointReader reader;
    private final TimeSource time;
    private final RandomGenerator random = new SecureRandom();

    private Maintenance(Storage storage, TimeSource time) {
        this.storage = storage;
        this.time = time;
        reader = new CheckpointReader(storage);
    }

    /**
     * Opens a directory.
     *
     * @param directory a path, or a URI of a Hadoop file system
     * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
     */
    public static Maintenance of(String directory, Set<String> trustedSchemes) {
        return new Maintenance(CheckpointLocation.of(directory).open(trustedSchemes), TimeSource.SYSTEM);
    }

    /**
     * Keeps a batch restorable whatever retention says; the job may be running.
     *
     * @param batch the batch, or {@link #NEWEST}
     * @param why for people
     * @return the batch
     * @throws io.holdfast.failure.ConfigurationException if there is no such batch, retention has passed it, or the name is
     *     taken
     */
    public long pin(String name, long batch, String why) {
        long pinned = batch == NEWEST ? reader.readHead().manifest().batch() : batch;
        Pins.pin(storage, new PinFile(name, pinned, why, time.wallMillis()), random);
        return pinned;
    }

    /**
     * Removes a pin.
     *
     * @throws io.holdfast.failure.ConfigurationException if there is none of that name
     */
    public void unpin(String name) {
        Pins.unpin(storage, name);
    }

    @Override
    public void close() {
        storage.close();
    }
}

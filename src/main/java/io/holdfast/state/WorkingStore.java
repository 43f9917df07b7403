package io.holdfast.state;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of a shard: ordered keys and values in numbered spaces. Scratch, never evidence: it is filled from a
 * snapshot and deltas, and thrown away with the process.
 *
 * <p>Used by one thread, except {@link #checkpoint}, which another thread may call at any time before {@link #close}.
 * Any failure is a StorageException, after which the store must not be trusted. Arrays passed in or handed out are not
 * changed by either side.
 */
public interface WorkingStore extends AutoCloseable {

    /** The value of a key, without what is staged; null if there is none. */
    byte @Nullable [] get(int space, byte[] key);

    /** The same for several keys, in their order. */
    List<byte @Nullable []> getAll(int space, List<byte[]> keys);

    /** Stages a write; it takes effect with {@link #apply}. */
    void stagePut(int space, byte[] key, byte[] value);

    /** Stages a deletion. */
    void stageDelete(int space, byte[] key);

    /** Makes all staged writes take effect at once. */
    void apply();

    /** A view of the space as it is now, without what is staged, positioned before the first key at or after this. */
    Cursor scan(int space, byte[] from);

    /** Walks over keys in unsigned order. */
    interface Cursor extends AutoCloseable {

        /** Goes to the next key; false if there is none. */
        boolean next();

        byte[] key();

        byte[] value();

        @Override
        void close();
    }

    /**
     * Writes a copy into a directory that does not exist yet. It holds all that was applied before the call, and of
     * what is applied during the call, per space, all up to some moment. Files named {@code *.sst} are immutable, and a
     * name never means other content in the life of this store and of those opened on copies of it; they may be links.
     */
    void checkpoint(Path directory);

    /** About how many bytes a space takes, with what is not yet on the disk; 0 of a store that cannot tell. */
    default long bytes(int space) {
        return 0;
    }

    /** Throws StorageException if anything failed in the background since the store was opened. */
    void checkHealth();

    @Override
    void close();

    /** Opens stores. Thread-safe. */
    interface Factory {

        /**
         * Opens the store in a directory, empty or filled with the files of a checkpoint. Spaces are numbered in the
         * order given; one that is missing starts empty, one that is not named is dropped.
         */
        WorkingStore open(Path directory, List<String> spaces);
    }
}

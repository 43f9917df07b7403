package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the snapshots of one shard are stored: in production its checkpoint directory. Files may be brought in and taken out by
 * several threads at once.
 */
public interface SnapshotFiles {

    /**
     * Stores an immutable local file, durable except for its directory entry, under a new name that was never given to
     * other content and never will be.
     *
     * @return that name
     */
    String bringIn(Path local) throws IOException;

    /** Makes everything brought in durable, then stores the descriptor, durable too. */
    Digest write(SnapshotDescriptor descriptor) throws IOException;

    /** Reads a descriptor. Throws CorruptCheckpointException if it is missing or damaged. */
    SnapshotDescriptor read(Digest digest);

    /**
     * Takes a stored file out to a new local file, which may be a link and must not be changed. Throws
     * {@link java.nio.file.NoSuchFileException} if there is none.
     */
    void takeOut(SnapshotFile file, Path local) throws IOException;

    /** Where a stored file is, for messages. */
    String location(String storedName);
}

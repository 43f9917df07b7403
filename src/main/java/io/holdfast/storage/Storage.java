package io.holdfast.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory that holds checkpoints, and the few operations that the commit protocol is built from. Paths are relative
 * to the directory, use {@code /}, and cannot leave it.
 *
 * <p>An implementation must make {@link #publish} atomic and create-if-absent, and must not report
 * {@link StorageOutput#sync} or {@link #syncDirectory} as done before the bytes or names survive a loss of power. It need
 * not make anything durable on its own: closing an output or publishing a name promises nothing without the sync.
 *
 * <p>All methods are thread-safe. Each added method costs every backend and the simulation an implementation.
 */
public interface Storage extends AutoCloseable {

    /** Where this is, for messages and logs. */
    String location();

    /** Creates the directory and its parents unless they exist. */
    void createDirectories(String directory) throws IOException;

    /** Creates a new file to write. Throws {@link java.nio.file.FileAlreadyExistsException} if the name is taken. */
    StorageOutput create(String path) throws IOException;

    /** Opens a file to read. Throws {@link java.nio.file.NoSuchFileException} if there is none. */
    StorageInput open(String path) throws IOException;

    /**
     * Gives a written and synced file its final name, atomically and only if that name is free. Throws
     * {@link java.nio.file.FileAlreadyExistsException} if the name is taken. Any other exception leaves the outcome
     * unknown.
     *
     * @return whether the file has its old name, too
     */
    boolean publish(String from, String to) throws IOException;

    /** Makes the names in the directory durable. */
    void syncDirectory(String directory) throws IOException;

    /** The plain files in a directory in order of their names; empty if there is no such directory. */
    List<StoredFile> list(String directory) throws IOException;

    /**
     * The names that {@link #list} has, in order, where that is cheaper: each length may cost a look at a file. May hold names of
     * directories besides.
     */
    default List<String> names(String directory) throws IOException {
        return list(directory).stream().map(StoredFile::name).toList();
    }

    /** The names of the directories in a directory, in order; empty if there is no such directory. */
    List<String> directories(String directory) throws IOException;

    /** Removes a file's name; no effect if there is none. */
    void delete(String path) throws IOException;

    /**
     * Brings an immutable local file in under a new name, durable except for the directory entry: as a link where
     * that is possible, as a synced copy otherwise. Throws {@link java.nio.file.FileAlreadyExistsException} if the
     * name is taken.
     */
    void bringIn(Path local, String to) throws IOException;

    /**
     * Takes an immutable file out to a new local file: as a link where that is possible, as a copy otherwise.
     *
     * @return whether it is a copy
     */
    boolean takeOut(String from, Path local) throws IOException;

    /**
     * Takes the lock that keeps a second process from starting here by mistake. It is a courtesy: safety rests on
     * epochs. Throws {@link io.holdfast.failure.FencedException} naming the holder if it is taken.
     */
    StorageLock lock(String path) throws IOException;

    @Override
    void close();
}

package io.holdfast.state.rocksdb;

import io.holdfast.failure.StorageException;
import io.holdfast.state.WorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;

/**
 * One space of a working store, opened to be read only: of the files of a snapshot none is changed, so that they may be
 * links to those of a checkpoint. Used by one thread.
 */
public final class RocksTable implements AutoCloseable {

    static {
        NativeLibrary.load();
    }

    private final Path directory;
    private final RocksDB database;
    private final ColumnFamilyHandle space;
    private final ReadOptions onePass = new ReadOptions().setFillCache(false);

    /** In the order of closing. */
    final List<RocksObject> opened;

    private RocksTable(
            Path directory,
            RocksDB database,
            ColumnFamilyHandle space,
            DBOptions options,
            ColumnFamilyOptions spaceOptions) {
        this.directory = directory;
        this.database = database;
        this.space = space;
        opened = List.of(onePass, database, spaceOptions, options);
    }

    /** Opens a space of the store in a directory; empty if the store has no such space. */
    public static Optional<RocksTable> open(Path directory, String space) {
        byte[] name = space.getBytes(StandardCharsets.UTF_8);
        if (!has(directory, name)) {
            return Optional.empty();
        }
        DBOptions options = new DBOptions()
                .setMaxOpenFiles(RocksWorkingStores.MAX_OPEN_FILES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        return Optional.of(open(directory, name, options, new ColumnFamilyOptions()));
    }

    private static boolean has(Path directory, byte[] name) {
        try (Options listing = new Options()) {
            List<byte[]> found = RocksDB.listColumnFamilies(listing, directory.toString());
            if (found.isEmpty()) {
                // Each store has a default one: so RocksDB says that it cannot read what is there.
                throw new StorageException(
                        "RocksDB in " + directory + " has no spaces: expected the files of a snapshot,"
                                + " found none that can be read; check the disk that holds the directory");
            }
            return found.stream().anyMatch(one -> Arrays.equals(one, name));
        } catch (RocksDBException e) {
            throw RocksFailure.of("list the spaces", directory, e);
        }
    }

    /** Takes the options over: they are closed with the table, or here if it cannot be opened. */
    static RocksTable open(Path directory, byte[] name, DBOptions options, ColumnFamilyOptions spaceOptions) {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            List<ColumnFamilyDescriptor> spaces = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, spaceOptions),
                    new ColumnFamilyDescriptor(name, spaceOptions));
            RocksDB database = RocksDB.openReadOnly(options, directory.toString(), spaces, handles);
            return new RocksTable(directory, database, handles.get(1), options, spaceOptions);
        } catch (RocksDBException e) {
            options.close();
            spaceOptions.close();
            throw RocksFailure.of("open to read", directory, e);
        }
    }

    /** The value of a key; null if there is none. */
    public byte @Nullable [] get(byte[] key) {
        try {
            return database.get(space, key);
        } catch (RocksDBException e) {
            throw RocksFailure.of("read", directory, e);
        }
    }

    /** All keys. Close it before this. */
    public WorkingStore.Cursor scan() {
        RocksIterator iterator = database.newIterator(space, onePass);
        iterator.seekToFirst();
        return new RocksCursor(iterator, directory);
    }

    /** The database closes its column families. */
    @Override
    public void close() {
        opened.forEach(RocksObject::close);
    }
}

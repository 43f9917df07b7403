package io.holdfast.state.rocksdb;

import io.holdfast.state.WorkingStore;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A working store in RocksDB: a column family per space, no write-ahead log. Without one a checkpoint flushes what is in
 * memory, one column family after the other, which is all that the contract asks.
 */
final class RocksWorkingStore implements WorkingStore {

    private final Path directory;
    private final RocksDB database;
    private final List<ColumnFamilyHandle> spaces;
    private final DBOptions options;
    private final ColumnFamilyOptions spaceOptions;
    private final JointReads reads;
    final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    final WriteBatch staged = new WriteBatch();

    RocksWorkingStore(
            Path directory,
            RocksDB database,
            List<ColumnFamilyHandle> spaces,
            DBOptions options,
            ColumnFamilyOptions spaceOptions) {
        this.directory = directory;
        this.database = database;
        this.spaces = List.copyOf(spaces);
        this.options = options;
        this.spaceOptions = spaceOptions;
        reads = new JointReads(database);
    }

    @Override
    public byte @Nullable [] get(int space, byte[] key) {
        try {
            return database.get(spaces.get(space), key);
        } catch (RocksDBException e) {
            throw RocksFailure.of("read", directory, e);
        }
    }

    @Override
    public List<byte @Nullable []> getAll(int space, List<byte[]> keys) {
        try {
            return reads.get(spaces.get(space), keys);
        } catch (RocksDBException e) {
            throw RocksFailure.of("read", directory, e);
        }
    }

    @Override
    public void stagePut(int space, byte[] key, byte[] value) {
        try {
            staged.put(spaces.get(space), key, value);
        } catch (RocksDBException e) {
            throw RocksFailure.of("write", directory, e);
        }
    }

    @Override
    public void stageDelete(int space, byte[] key) {
        try {
            staged.delete(spaces.get(space), key);
        } catch (RocksDBException e) {
            throw RocksFailure.of("write", directory, e);
        }
    }

    @Override
    public void apply() {
        try {
            database.write(withoutLog, staged);
            staged.clear();
        } catch (RocksDBException e) {
            throw RocksFailure.of("write", directory, e);
        }
    }

    @Override
    public Cursor scan(int space, byte[] from) {
        RocksIterator iterator = database.newIterator(spaces.get(space));
        iterator.seek(from);
        return new RocksCursor(iterator, directory);
    }

    @Override
    public void checkpoint(Path target) {
        checkHealth();
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw RocksFailure.of("make a checkpoint", directory, e);
        }
        checkHealth();
    }

    @Override
    public long bytes(int space) {
        try {
            ColumnFamilyHandle handle = spaces.get(space);
            return database.getLongProperty(handle, "rocksdb.live-sst-files-size")
                    + database.getLongProperty(handle, "rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw RocksFailure.of("tell its size", directory, e);
        }
    }

    @Override
    public void checkHealth() {
        try {
            long errors = database.getLongProperty("rocksdb.background-errors");
            if (errors > 0) {
                throw RocksFailure.inBackground(errors, directory, database);
            }
        } catch (RocksDBException e) {
            throw RocksFailure.of("tell its health", directory, e);
        }
    }

    /** What is in memory is not written: this was scratch. The database closes its column families. */
    @Override
    public void close() {
        staged.close();
        withoutLog.close();
        reads.close();
        database.close();
        spaceOptions.close();
        options.close();
    }
}

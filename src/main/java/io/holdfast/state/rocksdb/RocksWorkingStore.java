package io.holdfast.state.rocksdb;

import io.holdfast.state.WorkingStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    final WriteBatch batch = new WriteBatch();
    private final List<Write> staged = new ArrayList<>();

    /** A write that is staged; a deletion if it has no value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(int space, byte[] key, byte @Nullable [] value) {

        static int inOrder(Write a, Write b) {
            int bySpace = Integer.compare(a.space, b.space);
            return bySpace == 0 ? Arrays.compareUnsigned(a.key, b.key) : bySpace;
        }
    }

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
        staged.add(new Write(space, key, value));
    }

    @Override
    public void stageDelete(int space, byte[] key) {
        staged.add(new Write(space, key, null));
    }

    /** In the order of keys, since RocksDB then finds the place of each close to the one before: a third less for 20,000 writes. */
    @Override
    public void apply() {
        try {
            // Stable: of writes of one key the last one counts.
            staged.sort(Write::inOrder);
            for (Write write : staged) {
                addToBatch(write);
            }
            staged.clear();
            database.write(withoutLog, batch);
            batch.clear();
        } catch (RocksDBException e) {
            throw RocksFailure.of("write", directory, e);
        }
    }

    private void addToBatch(Write write) throws RocksDBException {
        ColumnFamilyHandle space = spaces.get(write.space());
        byte[] value = write.value();
        if (value == null) {
            batch.delete(space, write.key());
        } else {
            batch.put(space, write.key(), value);
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
        batch.close();
        withoutLog.close();
        reads.close();
        database.close();
        spaceOptions.close();
        options.close();
    }
}

package io.holdfast.state.rocksdb;

import io.holdfast.state.WorkingStore;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Walks over the keys of one column family. */
final class RocksCursor implements WorkingStore.Cursor {

    private final RocksIterator iterator;
    private final Path directory;
    private boolean started;

    /** Begins where the iterator was positioned. */
    RocksCursor(RocksIterator iterator, Path directory) {
        this.iterator = iterator;
        this.directory = directory;
    }

    @Override
    public boolean next() {
        if (started) {
            iterator.next();
        }
        started = true;
        if (iterator.isValid()) {
            return true;
        }
        refuseDamage();
        return false;
    }

    /** An iterator that met a damaged block looks like one at its end, but for its status. */
    private void refuseDamage() {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw RocksFailure.of("scan", directory, e);
        }
    }

    @Override
    public byte[] key() {
        return iterator.key();
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
    }
}

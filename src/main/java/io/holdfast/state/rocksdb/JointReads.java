package io.holdfast.state.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Several keys with one call of RocksDB, through buffers outside of the heap. Its simpler {@code multiGetAsList} must not be
 * used: it gives null for a key whose block cannot be read, as for one that is absent, and throws nothing.
 */
final class JointReads implements AutoCloseable {

    /** As many as RocksDB reads together, and callers ask for. */
    private static final int KEYS_MAX = 32;

    /** Longer values are read once more on their own. */
    private static final int VALUE_BYTES = 8 << 10;

    private static final int INITIAL_KEY_BYTES = 1 << 10;

    private final RocksDB database;
    private final ReadOptions options = new ReadOptions();
    private final List<ByteBuffer> values = Stream.generate(() -> ByteBuffer.allocateDirect(VALUE_BYTES))
            .limit(KEYS_MAX)
            .toList();
    private ByteBuffer keyBytes = ByteBuffer.allocateDirect(INITIAL_KEY_BYTES);

    JointReads(RocksDB database) {
        this.database = database;
    }

    /** In the order of the keys; null for what is absent, and an exception if that cannot be told of one of them. */
    List<byte @Nullable []> get(ColumnFamilyHandle space, List<byte[]> keys) throws RocksDBException {
        List<byte @Nullable []> found = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += KEYS_MAX) {
            getTogether(space, keys.subList(from, Math.min(keys.size(), from + KEYS_MAX)), found);
        }
        return found;
    }

    private void getTogether(ColumnFamilyHandle space, List<byte[]> keys, List<byte @Nullable []> found)
            throws RocksDBException {
        List<ByteBuffer> into = values.subList(0, keys.size());
        into.forEach(ByteBuffer::clear);
        List<ByteBufferGetStatus> read = database.multiGetByteBuffers(
                options, Collections.nCopies(keys.size(), space), outsideOfTheHeap(keys), into);
        for (int i = 0; i < keys.size(); i++) {
            found.add(value(space, keys.get(i), read.get(i)));
        }
    }

    private List<ByteBuffer> outsideOfTheHeap(List<byte[]> keys) {
        int length = keys.stream().mapToInt(key -> key.length).sum();
        if (length > keyBytes.capacity()) {
            keyBytes = ByteBuffer.allocateDirect(length);
        }
        keyBytes.clear();
        List<ByteBuffer> outside = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            // A slice of its own: RocksDB takes the limit of a buffer for the length of the key.
            outside.add(keyBytes.slice(keyBytes.position(), key.length));
            keyBytes.put(key);
        }
        return outside;
    }

    private byte @Nullable [] value(ColumnFamilyHandle space, byte[] key, ByteBufferGetStatus read)
            throws RocksDBException {
        Status.Code code = read.status.getCode();
        if (code == Status.Code.NotFound) {
            return null;
        }
        if (code != Status.Code.Ok) {
            throw new RocksDBException(read.status);
        }
        if (read.requiredSize > VALUE_BYTES) {
            return database.get(space, key);
        }
        byte[] value = new byte[read.requiredSize];
        read.value.get(value);
        return value;
    }

    @Override
    public void close() {
        options.close();
    }
}

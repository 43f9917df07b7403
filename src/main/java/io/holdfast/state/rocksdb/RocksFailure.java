package io.holdfast.state.rocksdb;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a failure of RocksDB means. */
final class RocksFailure {

    private RocksFailure() {}

    static HoldfastException of(String operation, Path directory, RocksDBException e) {
        String failed = "RocksDB in " + directory + " could not " + operation + ": " + e.getMessage();
        Status status = e.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new CorruptCheckpointException(
                    failed + ". Its table files are those of the checkpoint's snapshot or copies of them: run 'verify'",
                    e);
        }
        return new StorageException(failed + ". Check the disk that holds the working directory", e);
    }
}

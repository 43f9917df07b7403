package io.holdfast.state.rocksdb;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a failure of RocksDB means. */
final class RocksFailure {

    private static final Pattern TABLE_NUMBER = Pattern.compile("table file (\\d{1,18})(?!\\d|\\.sst)");

    private RocksFailure() {}

    static HoldfastException of(String operation, Path directory, RocksDBException e) {
        String failed = "RocksDB in " + directory + " could not " + operation + ": " + named(e.getMessage());
        Status status = e.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new CorruptCheckpointException(
                    failed + ". Its table files are those of the checkpoint's snapshot or copies of them: run 'verify'",
                    e);
        }
        return new StorageException(failed + ". Check the disk that holds the working directory", e);
    }

    /** RocksDB tells some tables by number only. */
    private static String named(@Nullable String message) {
        return TABLE_NUMBER
                .matcher(String.valueOf(message))
                .replaceFirst(found -> String.format("table file %06d.sst", Long.parseLong(found.group(1))));
    }

    /**
     * RocksDB counts such failures and does not say why. The usual reasons can be seen: a full disk at once, a damaged table
     * by reading all of them, which takes as long as it takes.
     */
    static HoldfastException inBackground(long times, Path directory, RocksDB database) {
        String room = room(directory);
        try {
            if (room.isEmpty()) {
                database.verifyChecksum();
            }
        } catch (RocksDBException e) {
            return of("flush or compact in the background", directory, e);
        }
        return new StorageException("RocksDB in " + directory + " failed " + times
                + " times to flush or compact in the background" + room
                + "; nothing committed is lost: check the disk that holds the working directory, and start again");
    }

    private static String room(Path directory) {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return free > RocksWorkingStores.WRITE_BUFFERS_BYTES
                    ? ""
                    : " (No space left on device? Its disk has " + free + " bytes free)";
        } catch (IOException e) {
            return " (its directory cannot be looked at: " + e + ")";
        }
    }
}

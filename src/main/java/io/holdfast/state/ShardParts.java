package io.holdfast.state;

import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.file.Path;

/** What a shard is made of, besides its tables. */
record ShardParts(
        WorkingStore store,
        WriteBack writeBack,
        CacheBudget budget,
        OpenBatch batch,
        ReplayLedger ledger,
        Snapshots snapshots) {

    /** The snapshot's thread ends before the store it reads is closed, and that before its files go. */
    void close(Path directory) {
        snapshots.close();
        store.close();
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new StorageException("cannot remove the working directory " + directory + ": " + e, e);
        }
    }
}

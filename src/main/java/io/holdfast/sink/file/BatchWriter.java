package io.holdfast.sink.file;

import io.holdfast.sink.Outbox;
import io.holdfast.storage.FileOperations;

/** Makes files of batches, in one of several formats. */
public interface BatchWriter {

    /** What the files are, for manifests and messages, such as {@code text files}. */
    String kind();

    /**
     * Writes the files of a batch into a directory that is empty and not yet visible. When this returns, they are complete and durable,
     * names in directories below included; those in the directory itself are made so by the caller.
     */
    Written write(Outbox outbox, FileOperations files, String directory) throws Exception;

    /** What was written; see {@link PublishedBatch}. */
    record Written(long records, long bytes, int crc32c) {}
}

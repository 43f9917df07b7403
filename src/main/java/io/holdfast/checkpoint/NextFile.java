package io.holdfast.checkpoint;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.StorageException;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.FileNames;
import io.holdfast.format.Publication;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary file of the next batch, begun while the batch is still being computed: on HDFS, half of what a commit has to
 * ask the NameNode is done by then. A file that was begun and cannot be used is left to itself, and another is begun: it
 * holds nothing yet, and its name, which carries a nonce of its own, is never published. Used by one thread at a time.
 */
final class NextFile {

    /** What waits for longer may have lost its DataNodes, or its lease, without anybody here having noticed. */
    private static final Duration AGE_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(NextFile.class);

    private final Storage storage;
    private final TimeSource time;
    private final Nonces nonces;
    private @Nullable Begun ahead;

    NextFile(Storage storage, TimeSource time, Nonces nonces) {
        this.storage = storage;
        this.time = time;
        this.nonces = nonces;
    }

    /**
     * A file that holds the header of a batch.
     *
     * @param nonce the attempt to write it, which its manifest names, too
     * @param temporary its path
     * @param path the path that it is to be published as
     */
    record Begun(String nonce, String temporary, String path, StorageOutput output, long atNanos) {}

    /** Begins the file of a batch ahead of time. A failure shows again, if it lasts, when the file is taken. */
    void prepare(long epoch, long batch) {
        discard();
        try {
            Begun begun = begin(epoch, batch);
            ahead = begun;
            begun.output.flush();
        } catch (IOException | StorageException e) {
            LOG.debug("The file of batch {} could not be begun ahead of time", batch, e);
            discard();
        }
    }

    /** The file of a batch: the one begun ahead, if there is one that can be used. */
    Begun take(long epoch, long batch) {
        Begun begun = ahead;
        if (begun != null && isFor(begun, epoch, batch) && isUsable(begun)) {
            ahead = null;
            return begun;
        }
        discard();
        return begin(epoch, batch);
    }

    private static boolean isFor(Begun begun, long epoch, long batch) {
        return begun.temporary.equals(FileNames.temporary(epoch, begun.nonce, 0, FileNames.batch(batch)));
    }

    private boolean isUsable(Begun begun) {
        if (time.monotonicNanos() - begun.atNanos > AGE_MAX.toNanos()) {
            return false;
        }
        try {
            begun.output.flush();
            return true;
        } catch (IOException e) {
            LOG.debug("{} cannot be written any more", begun.temporary, e);
            return false;
        }
    }

    private Begun begin(long epoch, long batch) {
        String nonce = nonces.next();
        String path = FileNames.batch(batch);
        String temporary = FileNames.temporary(epoch, nonce, 0, path);
        StorageOutput output = Publication.create(storage, temporary);
        try {
            BatchFileWriter.begin(output);
            return new Begun(nonce, temporary, path, output, time.monotonicNanos());
        } catch (IOException e) {
            close(output);
            throw StorageFailure.of(storage, "write", temporary, e);
        }
    }

    /** Gives up what was begun ahead. What cannot be deleted now is deleted by the next takeover. */
    void discard() {
        Begun begun = ahead;
        if (begun == null) {
            return;
        }
        ahead = null;
        close(begun.output);
        try {
            storage.delete(begun.temporary);
        } catch (IOException e) {
            LOG.debug("{} stays until the next takeover", begun.temporary, e);
        }
    }

    private static void close(StorageOutput output) {
        try {
            output.close();
        } catch (IOException e) {
            LOG.debug("A file that nobody needs could not be closed", e);
        }
    }
}

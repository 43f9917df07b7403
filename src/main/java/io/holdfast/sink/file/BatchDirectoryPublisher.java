package io.holdfast.sink.file;

import io.holdfast.common.Check;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes batches as directories.
 *
 * <p>A directory is written under a hidden name, everything in it is synced, then it is renamed: that is the moment at
 * which the batch is published. The name and the manifest inside make it recognizable, so that a crash before the
 * marker is replaced does no harm: {@link #recover} finds directories that are newer and brings the marker up to them.
 */
public final class BatchDirectoryPublisher implements Publisher {

    private final SinkContext context;
    private final BatchWriter writer;
    private final FileOperations files;
    private final String nonce;
    /** What the marker file holds as far as we know; another content is another publisher's. */
    private @Nullable PublishedBatch stored;

    /** Publishes what the writer makes of batches in a directory. */
    public BatchDirectoryPublisher(SinkContext context, BatchWriter writer, FileOperations files) {
        this.context = context;
        this.writer = writer;
        this.files = files;
        nonce = Long.toHexString(ProcessHandle.current().pid()) + "-"
                + Long.toHexString(context.time().wallMillis());
    }

    @Override
    public @Nullable Marker recover() {
        try {
            files.createDirectories();
            List<String> names = files.list("");
            for (String name : names) {
                if (FileNames.isStaging(name)) {
                    files.deleteTree(name);
                }
            }
            // A rename that is visible but not yet durable must not be reported as published.
            files.syncDirectory("");
            stored = readMarker();
            PublishedBatch newest = newest(names, stored);
            if (newest != null && !newest.equals(stored)) {
                replaceMarker(newest);
            }
            return newest == null ? null : newest.marker();
        } catch (IOException e) {
            throw failed("recover", e);
        }
    }

    /** Of the current timeline if it has any batch, else of the one that the marker names. */
    private @Nullable PublishedBatch newest(List<String> names, @Nullable PublishedBatch marked) throws IOException {
        PublishedBatch newest = newest(names, context.timeline(), marked);
        return newest == null && marked != null ? newest(names, marked.marker().timeline(), marked) : newest;
    }

    private @Nullable PublishedBatch newest(List<String> names, String timeline, @Nullable PublishedBatch marked)
            throws IOException {
        PublishedBatch newest = marked != null && marked.marker().timeline().equals(timeline) ? marked : null;
        for (String name : names) {
            OptionalLong batch = FileNames.batchOf(name, timeline);
            if (batch.isPresent()
                    && (newest == null || batch.getAsLong() > newest.marker().batch())) {
                newest = readManifest(name);
            }
        }
        return newest;
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        long records = outboxes.get(0).records();
        Check.that(skipRecords == 0 || skipRecords == records, "batches are published whole, not from %d", skipRecords);
        try {
            checkMarkerIsOurs();
            PublishedBatch last = null;
            for (Outbox outbox : outboxes.subList(skipRecords == 0 ? 0 : 1, outboxes.size())) {
                last = publish(outbox);
            }
            if (last != null) {
                replaceMarker(last);
            }
        } catch (IOException e) {
            throw failed("publish batch " + outboxes.get(0).batch(), e);
        }
    }

    /** Not a fence, but a process that was stopped for long finds here that it was succeeded. */
    private void checkMarkerIsOurs() throws IOException {
        PublishedBatch found = readMarker();
        if (!Objects.equals(found, stored)) {
            throw new SinkException("sink " + context.sink() + ": " + files.path(FileNames.MARKER)
                    + " was changed by another process; expected " + stored + ", found " + found
                    + "; make sure that one job alone writes to this directory");
        }
    }

    private PublishedBatch publish(Outbox outbox) throws Exception {
        String name = FileNames.batch(outbox.timeline(), outbox.batch());
        PublishedBatch batch;
        if (files.exists(name)) {
            batch = readManifest(name);
            Marker expected = outbox.marker(outbox.records());
            if (!batch.marker().equals(expected)) {
                throw new SinkException("sink " + context.sink() + ": " + files.path(name)
                        + " holds another batch of the same name; expected " + expected + ", found " + batch.marker()
                        + "; use another directory, or move this one away if its content is not wanted");
            }
        } else {
            batch = stageAndRename(outbox, name);
        }
        files.syncDirectory("");
        return batch;
    }

    private PublishedBatch stageAndRename(Outbox outbox, String name) throws Exception {
        String staging = FileNames.staging(nonce, name);
        try {
            files.createDirectory(staging);
            BatchWriter.Written written = writer.write(outbox, files, staging);
            Check.that(
                    written.records() == outbox.records(),
                    "batch %d has %d records, not %d",
                    outbox.batch(),
                    written.records(),
                    outbox.records());
            PublishedBatch batch = new PublishedBatch(
                    writer.kind(), context.sink(), outbox.marker(written.records()), written.bytes(), written.crc32c());
            writeFile(staging + "/" + FileNames.MANIFEST, batch.stored());
            files.syncDirectory(staging);
            // From here on, the batch is published.
            files.renameDirectory(staging, name);
            return batch;
        } catch (Exception e) {
            removeAfter(e, staging);
            throw e;
        }
    }

    private void replaceMarker(PublishedBatch batch) throws IOException {
        String staging = FileNames.staging(nonce, FileNames.MARKER);
        try {
            writeFile(staging, batch.stored());
            files.replaceFile(staging, FileNames.MARKER);
        } catch (IOException e) {
            removeAfter(e, staging);
            throw e;
        }
        files.syncDirectory("");
        stored = batch;
    }

    private void writeFile(String file, byte[] content) throws IOException {
        try (StorageOutput output = files.create(file)) {
            output.write(content, 0, content.length);
            output.sync();
        }
    }

    private void removeAfter(Exception failure, String staging) {
        try {
            files.deleteTree(staging);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private @Nullable PublishedBatch readMarker() throws IOException {
        return files.exists(FileNames.MARKER) ? read(FileNames.MARKER) : null;
    }

    private PublishedBatch readManifest(String name) throws IOException {
        return read(name + "/" + FileNames.MANIFEST);
    }

    private PublishedBatch read(String file) throws IOException {
        PublishedBatch batch;
        try {
            batch = PublishedBatch.parse(files.read(file, PublishedBatch.MAX_STORED_BYTES));
        } catch (MalformedBytesException e) {
            throw new SinkException(
                    "sink " + context.sink() + ": " + files.path(file) + " is damaged or not written by this sink: "
                            + e.getMessage() + "; restore it, or use another directory",
                    e);
        }
        if (!batch.sink().equals(context.sink())) {
            throw new SinkException("sink " + context.sink() + ": " + files.path(file) + " was written by sink "
                    + batch.sink() + "; expected a directory that no other sink writes to; use another directory");
        }
        if (!batch.kind().equals(writer.kind())) {
            throw new SinkException("sink " + context.sink() + ": " + files.path(file) + " is of " + batch.kind()
                    + "; expected " + writer.kind() + ", which this sink writes now; use another directory");
        }
        return batch;
    }

    private SinkException failed(String what, IOException cause) {
        return new SinkException(
                "sink " + context.sink() + " cannot " + what + " in " + files.location() + ": " + cause
                        + "; nothing is lost, it will be tried again; check that the directory can be reached and"
                        + " written to, and that there is room",
                cause);
    }

    @Override
    public void close() {}
}

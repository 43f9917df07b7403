package io.holdfast.checkpoint;

import static java.util.Objects.requireNonNull;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.Manifest;
import io.holdfast.format.Publication;
import io.holdfast.format.SectionBuffer;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch file on its way to its name, recognized there by nonce and digest; its header is written before. */
final class BatchCandidate implements Publication.NewFile {

    private final Storage storage;
    private final BatchFileWriter writer;
    private final Manifest manifest;
    private final List<SectionBuffer> sections;
    private @Nullable Committed written;

    BatchCandidate(Storage storage, BatchFileWriter writer, Manifest manifest, List<SectionBuffer> sections) {
        this.storage = storage;
        this.writer = writer;
        this.manifest = manifest;
        this.sections = sections;
    }

    @Override
    public void writeTo(StorageOutput output) throws IOException {
        BatchFileWriter.Written file = writer.finish(output, manifest, sections);
        written = new Committed(file.manifest(), file.digest());
    }

    @Override
    public boolean isPublished() {
        try (BatchFileReader file = BatchFileReader.open(storage, manifest.batch())) {
            return file.manifest().nonce().equals(manifest.nonce())
                    && file.digest().equals(written().digest());
        }
    }

    Committed written() {
        return requireNonNull(written, "Holdfast bug: asked for a batch that was not written yet");
    }
}

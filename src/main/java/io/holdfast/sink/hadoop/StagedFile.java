package io.holdfast.sink.hadoop;

import io.holdfast.sink.file.PartWriter;
import io.holdfast.storage.StorageOutput;
import java.io.Closeable;
import java.io.IOException;

/** A file that an output format writes: whole and durable once it is closed. */
final class StagedFile extends PartWriter {

    private boolean open = true;

    StagedFile(StorageOutput output) {
        super(output);
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            try (Closeable unfinished = super::close) {
                finish();
            }
        }
    }

    /** Closes it as it is. */
    void abandon() throws IOException {
        if (open) {
            open = false;
            super.close();
        }
    }
}

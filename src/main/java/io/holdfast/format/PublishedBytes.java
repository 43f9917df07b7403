package io.holdfast.format;

import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.util.Arrays;

/** A small file to be published, which no other process can write with the same content unless it means the same. */
final class PublishedBytes implements Publication.NewFile {

    private final Storage storage;
    private final String path;
    private final FileKind kind;
    private final Class<?> type;
    private final byte[] bytes;

    PublishedBytes(Storage storage, String path, FileKind kind, Class<?> type, byte[] bytes) {
        this.storage = storage;
        this.path = path;
        this.kind = kind;
        this.type = type;
        this.bytes = bytes;
    }

    @Override
    public void writeTo(StorageOutput output) throws IOException {
        output.write(bytes, 0, bytes.length);
    }

    @Override
    public boolean isPublished() {
        return Arrays.equals(Envelope.read(storage, path, kind, type).stored(), bytes);
    }
}

package io.holdfast.format;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;

/** A file of a checkpoint open for reading, which reports whatever is wrong with it by its name. Thread-safe. */
final class FileInput implements AutoCloseable {

    private final Storage storage;
    private final String path;
    private final StorageInput input;
    private final long length;

    private FileInput(Storage storage, String path, StorageInput input, long length) {
        this.storage = storage;
        this.path = path;
        this.input = input;
        this.length = length;
    }

    static FileInput open(Storage storage, String path) {
        try {
            StorageInput input = storage.open(path);
            try {
                return new FileInput(storage, path, input, input.length());
            } catch (IOException | RuntimeException | Error e) {
                closeAfter(e, input);
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw Damage.missing(storage, path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "open", path, e);
        }
    }

    private static void closeAfter(Throwable first, StorageInput input) {
        try {
            input.close();
        } catch (IOException e) {
            first.addSuppressed(e);
        }
    }

    String name() {
        return StorageFailure.name(storage, path);
    }

    long length() {
        return length;
    }

    /** Reads a range that was checked to lie within the file. */
    byte[] read(long position, int count) {
        byte[] bytes = new byte[count];
        try {
            input.readFully(position, bytes, 0, count);
            return bytes;
        } catch (EOFException e) {
            throw damaged(length + " bytes", "an end of file before byte " + (position + count));
        } catch (IOException e) {
            throw StorageFailure.of(storage, "read", path, e);
        }
    }

    void checkChecksum(String part, int expected, byte[] bytes, int offset, int count) {
        int found = FileHeader.checksum(bytes, offset, count);
        if (found != expected) {
            HexFormat hex = HexFormat.of();
            throw damaged(part + " with CRC32C " + hex.toHexDigits(expected), hex.toHexDigits(found));
        }
    }

    CorruptCheckpointException damaged(String expected, String found) {
        return Damage.of(storage, path, expected, found);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw StorageFailure.of(storage, "close", path, e);
        }
    }
}

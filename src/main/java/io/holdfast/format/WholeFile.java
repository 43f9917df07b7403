package io.holdfast.format;

import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageInput;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Reads files from their first byte to their last, in pieces that fit into memory. */
public final class WholeFile {

    private static final int PIECE_BYTES = 1 << 20;

    private WholeFile() {}

    /** Gets the pieces in order; the bytes are valid during the call. */
    public interface Visitor {
        void piece(byte[] bytes, int length);
    }

    /**
     * Reads a file.
     *
     * @throws io.holdfast.failure.CorruptCheckpointException if there is none
     * @throws io.holdfast.failure.StorageException if it cannot be read
     */
    public static void read(Storage storage, String path, Visitor visitor) {
        try (StorageInput input = storage.open(path)) {
            long length = input.length();
            byte[] buffer = new byte[(int) Math.min(PIECE_BYTES, Math.max(1, length))];
            for (long position = 0; position < length; ) {
                int count = (int) Math.min(buffer.length, length - position);
                input.readFully(position, buffer, 0, count);
                visitor.piece(buffer, count);
                position += count;
            }
        } catch (NoSuchFileException e) {
            throw Damage.missing(storage, path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "read", path, e);
        }
    }

    /**
     * Reads a stored file of a snapshot, and compares it with its checksum.
     *
     * @throws io.holdfast.failure.CorruptCheckpointException if there is none, or it is another one; the pieces were passed on
     */
    public static void read(Storage storage, SnapshotFile file, Visitor visitor) {
        String path = FileNames.file(file.storedName());
        CRC32C checksum = new CRC32C();
        read(storage, path, (bytes, length) -> {
            checksum.update(bytes, 0, length);
            visitor.piece(bytes, length);
        });
        if ((int) checksum.getValue() != file.crc32c()) {
            HexFormat hex = HexFormat.of();
            throw Damage.of(storage, path, "CRC32C " + hex.toHexDigits(file.crc32c()), hex.toHexDigits((int)
                    checksum.getValue()));
        }
    }
}

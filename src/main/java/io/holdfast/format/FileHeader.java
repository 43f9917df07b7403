package io.holdfast.format;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first 20 bytes of every file, the same in all versions of the format: magic (8), kind (2), major version (2),
 * minor version (4), CRC32C of these (4).
 */
final class FileHeader {

    static final int BYTES = 20;

    private static final long MAGIC = magic("HOLDFAST");
    private static final int CHECKED_BYTES = 16;

    private FileHeader() {}

    static void write(BytesWriter out, FileKind kind) {
        int start = out.size();
        out.writeFixedLong(MAGIC);
        out.writeFixedInt(kind.code << 16 | FormatVersion.MAJOR);
        out.writeFixedInt(FormatVersion.MINOR);
        out.writeFixedInt(checksum(out.array(), start, CHECKED_BYTES));
    }

    /** Checks the header of a file; the bytes hold at least {@link #BYTES}. */
    static void check(byte[] bytes, FileKind kind, FileInput file) {
        if (BytesReader.getLong(bytes, 0) != MAGIC) {
            throw file.damaged("the magic HOLDFAST at byte 0", "other bytes");
        }
        file.checkChecksum("header", BytesReader.getInt(bytes, CHECKED_BYTES), bytes, 0, CHECKED_BYTES);
        int kindAndMajor = BytesReader.getInt(bytes, 8);
        if (kindAndMajor >>> 16 != kind.code) {
            throw file.damaged("a file of kind " + kind + " (" + kind.code + ")", "kind " + (kindAndMajor >>> 16));
        }
        int major = kindAndMajor & 0xffff;
        if (major > FormatVersion.MAJOR) {
            throw new IncompatibleCheckpointException(file.name() + " has format version " + major + "."
                    + Integer.toUnsignedString(BytesReader.getInt(bytes, 12))
                    + ", written by a newer Holdfast; this one reads up to version "
                    + FormatVersion.MAJOR + ".x: run the newer version");
        }
        if (major < 1) {
            throw file.damaged("a format version from 1 to " + FormatVersion.MAJOR, "version " + major);
        }
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    static long magic(String eightCharacters) {
        return BytesReader.getLong(eightCharacters.getBytes(StandardCharsets.US_ASCII), 0);
    }
}

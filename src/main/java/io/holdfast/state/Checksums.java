package io.holdfast.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/** A file's length and CRC32C, both taken from the same read. */
record Checksums(long length, int crc32c) {

    static Checksums of(Path file) throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32C())) {
            long length = in.transferTo(OutputStream.nullOutputStream());
            return new Checksums(length, (int) in.getChecksum().getValue());
        }
    }

    @Override
    public String toString() {
        return length + " bytes with CRC32C " + String.format(java.util.Locale.ROOT, "%08x", crc32c);
    }
}

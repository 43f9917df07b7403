package io.holdfast.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A file's length and CRC32C, both taken from the same read. */
record Checksums(long length, int crc32c) {

    private static final int BUFFER_BYTES = 256 * 1024;

    static Checksums of(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, Files.size(file)))];
        long length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checksum.update(buffer, 0, count);
                length += count;
            }
        }
        return new Checksums(length, (int) checksum.getValue());
    }

    @Override
    public String toString() {
        return length + " bytes with CRC32C " + String.format(java.util.Locale.ROOT, "%08x", crc32c);
    }
}

package io.holdfast.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A file's length and CRC32C, both taken from the same read. */
record Checksums(long length, int crc32c) {

    private static final int BUFFER_BYTES = 64 * 1024;

    static Checksums of(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        long length = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                length += read;
            }
        }
        return new Checksums(length, (int) crc.getValue());
    }

    @Override
    public String toString() {
        return length + " bytes with CRC32C " + String.format(java.util.Locale.ROOT, "%08x", crc32c);
    }
}

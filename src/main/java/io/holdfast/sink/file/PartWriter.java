package io.holdfast.sink.file;

import io.holdfast.common.BytesReader;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Writes records as lines through a buffer of fixed size. Not thread-safe. */
final class PartWriter {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final FileOperations.Output output;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final CRC32C crc = new CRC32C();
    private int buffered;
    private long bytes;
    private long records;

    PartWriter(FileOperations.Output output) {
        this.output = output;
    }

    void writeLine(BytesReader record) throws IOException {
        write(record.array(), record.position(), record.remaining());
        if (buffered == BUFFER_BYTES) {
            flush();
        }
        buffer[buffered++] = '\n';
        records++;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == BUFFER_BYTES) {
                flush();
            }
            int count = Math.min(left, BUFFER_BYTES - buffered);
            System.arraycopy(source, from, buffer, buffered, count);
            buffered += count;
            from += count;
            left -= count;
        }
    }

    /** Hands everything to the file and makes it durable. */
    void finish() throws IOException {
        flush();
        output.sync();
    }

    private void flush() throws IOException {
        output.write(buffer, 0, buffered);
        crc.update(buffer, 0, buffered);
        bytes += buffered;
        buffered = 0;
    }

    long bytes() {
        return bytes;
    }

    long records() {
        return records;
    }

    int crc32c() {
        return (int) crc.getValue();
    }
}

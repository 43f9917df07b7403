package io.holdfast.sink.file;

import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Writes a file through a buffer of fixed size, with its checksum. Not thread-safe. */
public class PartWriter extends OutputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final StorageOutput output;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final CRC32C crc = new CRC32C();
    private int buffered;
    private long bytes;

    /** Writes to this output, which is closed with it. */
    public PartWriter(StorageOutput output) {
        this.output = output;
    }

    @Override
    public void write(int value) throws IOException {
        if (buffered == BUFFER_BYTES) {
            handOver();
        }
        buffer[buffered++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == BUFFER_BYTES) {
                handOver();
            }
            int count = Math.min(left, BUFFER_BYTES - buffered);
            System.arraycopy(source, from, buffer, buffered, count);
            buffered += count;
            from += count;
            left -= count;
        }
    }

    /** Hands everything to the file and makes it durable. */
    public void finish() throws IOException {
        handOver();
        output.sync();
    }

    private void handOver() throws IOException {
        output.write(buffer, 0, buffered);
        crc.update(buffer, 0, buffered);
        bytes += buffered;
        buffered = 0;
    }

    /** How many bytes were written, up to the last {@link #finish}. */
    public long bytes() {
        return bytes;
    }

    /** The checksum of these bytes. */
    public int crc32c() {
        return (int) crc.getValue();
    }

    /** Closes the file as it is: without {@link #finish} before, its content proves nothing. */
    @Override
    public void close() throws IOException {
        output.close();
    }
}

package io.holdfast.storage.local;

import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes a local file. */
final class LocalOutput implements StorageOutput {

    /** The platform copies what it writes into direct memory and keeps that per thread: this bounds it. */
    private static final int SLICE_BYTES = 1 << 20;

    private final FileChannel channel;

    LocalOutput(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        while (written < length) {
            int slice = Math.min(SLICE_BYTES, length - written);
            written += channel.write(ByteBuffer.wrap(bytes, offset + written, slice));
        }
    }

    @Override
    public void sync() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

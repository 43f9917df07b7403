package io.holdfast.storage.local;

import io.holdfast.storage.StorageInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads a local file at any position. */
final class LocalInput implements StorageInput {

    private static final int SLICE_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    LocalInput(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
        int filled = 0;
        while (filled < length) {
            int slice = Math.min(SLICE_BYTES, length - filled);
            int read = channel.read(ByteBuffer.wrap(target, offset + filled, slice), position + filled);
            if (read < 0) {
                throw new EOFException(file + " ends at byte " + channel.size() + ", expected " + length
                        + " bytes at byte " + position);
            }
            filled += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package io.holdfast.storage.hadoop;

import io.holdfast.storage.StorageInput;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file at any position. A small file is read whole at the first read, as each read is a request to a DataNode. */
final class HadoopInput implements StorageInput {

    private static final int SMALL_BYTES = 64 * 1024;

    private final Path path;
    private final FSDataInputStream stream;
    private final long length;
    private byte @Nullable [] whole;

    HadoopInput(Path path, FSDataInputStream stream, long length) {
        this.path = path;
        this.stream = stream;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int count) throws IOException {
        if (position + count > length) {
            throw new EOFException(
                    path + " ends at byte " + length + ", expected " + count + " bytes at byte " + position);
        }
        try {
            if (length <= SMALL_BYTES) {
                System.arraycopy(whole(), (int) position, target, offset, count);
            } else {
                stream.readFully(position, target, offset, count);
            }
        } catch (IOException e) {
            throw HadoopFailure.of(path, e);
        }
    }

    private synchronized byte[] whole() throws IOException {
        if (whole == null) {
            byte[] bytes = new byte[(int) length];
            stream.readFully(0, bytes, 0, bytes.length);
            whole = bytes;
        }
        return whole;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

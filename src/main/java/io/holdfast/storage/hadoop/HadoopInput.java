package io.holdfast.storage.hadoop;

import io.holdfast.storage.StorageInput;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Reads a file at any position. */
final class HadoopInput implements StorageInput {

    private final Path path;
    private final FSDataInputStream stream;
    private final long length;

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
            stream.readFully(position, target, offset, count);
        } catch (IOException e) {
            throw HadoopFailure.of(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

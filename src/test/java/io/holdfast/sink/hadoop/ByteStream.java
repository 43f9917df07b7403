package io.holdfast.sink.hadoop;

import java.io.ByteArrayInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** The content of a file, as Hadoop's readers want it. */
final class ByteStream extends ByteArrayInputStream implements Seekable, PositionedReadable {

    ByteStream(byte[] content) {
        super(content);
    }

    FSDataInputStream open() {
        return new FSDataInputStream(this);
    }

    @Override
    public void seek(long position) {
        pos = (int) position;
    }

    @Override
    public long getPos() {
        return pos;
    }

    @Override
    public boolean seekToNewSource(long target) {
        return false;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
        System.arraycopy(buf, (int) position, target, offset, length);
        return length;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) {
        System.arraycopy(buf, (int) position, target, offset, length);
    }

    @Override
    public void readFully(long position, byte[] target) {
        readFully(position, target, 0, target.length);
    }
}

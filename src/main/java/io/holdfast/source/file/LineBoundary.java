package io.holdfast.source.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds where a range can end: after a line end. */
final class LineBoundary {

    private static final int BUFFER_BYTES = 8192;

    private LineBoundary() {}

    /**
     * The first place at or after the target that follows a line end, or the size if there is none.
     *
     * @param maxLineBytes after how many bytes without a line end to give up
     * @return the place, or -1 after giving up
     */
    static long find(Path file, long target, long size, int maxLineBytes) throws IOException {
        if (target >= size) {
            return size;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            for (long position = target - 1; position - target <= maxLineBytes + 1L; position += buffer.limit()) {
                buffer.clear();
                if (channel.read(buffer, position) <= 0) {
                    return size;
                }
                buffer.flip();
                for (int i = 0; i < buffer.limit(); i++) {
                    if (buffer.get(i) == '\n') {
                        return Math.min(size, position + i + 1);
                    }
                }
            }
            return -1;
        }
    }
}

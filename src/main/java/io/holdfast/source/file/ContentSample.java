package io.holdfast.source.file;

import io.holdfast.common.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A digest of the first and the last bytes of a file. Tells whether a file of the same size and modification time, but
 * another inode, is the file that was read, copied to another disk, or a new one.
 */
final class ContentSample {

    private static final int BYTES = 4096;

    private ContentSample() {}

    static String of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] first = read(channel, 0);
            byte[] last = read(channel, Math.max(first.length, channel.size() - BYTES));
            return Digest.of(first, last).shortHex();
        }
    }

    private static byte[] read(FileChannel channel, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
            // until the sample or the file ends
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}

package io.holdfast.source.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts bytes into lines, and remembers no more of them than the longest line that may be. Used by one thread. */
final class LineInput {

    private static final int FIRST_BYTES = 8192;
    private static final int LINE_END_BYTES = 2;

    private final InputStream input;
    private final Charset charset;
    private final int maxLineBytes;
    private byte[] bytes;
    private int begin;
    private int end;

    LineInput(InputStream input, Charset charset, int maxLineBytes) {
        this.input = input;
        this.charset = charset;
        this.maxLineBytes = maxLineBytes;
        bytes = new byte[Math.min(FIRST_BYTES, maxLineBytes + LINE_END_BYTES)];
    }

    /** The next line without its end, LF or CR LF; null if the input has ended before that of the next one. */
    @Nullable
    String next() throws IOException {
        int searched = 0;
        while (true) {
            for (int i = begin + searched; i < end; i++) {
                if (bytes[i] == '\n') {
                    return take(i);
                }
            }
            searched = end - begin;
            if (!fill()) {
                return null;
            }
        }
    }

    private String take(int lineFeed) throws IOException {
        int until = lineFeed > begin && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        if (until - begin > maxLineBytes) {
            throw tooLong();
        }
        String line = new String(bytes, begin, until - begin, charset);
        begin = lineFeed + 1;
        return line;
    }

    private boolean fill() throws IOException {
        System.arraycopy(bytes, begin, bytes, 0, end - begin);
        end -= begin;
        begin = 0;
        if (end >= maxLineBytes + LINE_END_BYTES) {
            throw tooLong();
        }
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, (long) maxLineBytes + LINE_END_BYTES));
        }
        int read = input.read(bytes, end, bytes.length - end);
        end += Math.max(0, read);
        return read >= 0;
    }

    private IOException tooLong() {
        return new IOException("a line has more than " + maxLineBytes
                + " bytes; set option maxLineBytes of the source, or correct what is sent");
    }

    /** How many bytes of a line came before the input ended. */
    int rest() {
        return end - begin;
    }
}

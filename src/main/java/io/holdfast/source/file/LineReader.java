package io.holdfast.source.file;

import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.source.RecordOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Reads the lines of a range of one file, once. The buffer grows with the longest line and never beyond the limit. Not
 * thread-safe.
 */
final class LineReader {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final int maxLineBytes;
    private final BooleanSupplier closed;
    private final boolean utf8;
    private final CharsetDecoder decoder;
    private ByteBuffer bytes;
    private CharBuffer chars = CharBuffer.allocate(1024);

    /** The line being looked at starts here in the buffer; scanned so far up to {@link #scanned}. */
    private int start;

    private int scanned;
    private int filled;
    /** All bytes of the line so far, or-ed: negative if any is not ASCII. */
    private byte union;
    /** The offset in the file of the first byte that is not in the buffer yet. */
    private long loaded;

    LineReader(Path file, TextFileOptions options, BooleanSupplier closed) {
        this.file = file;
        this.maxLineBytes = options.maxLineBytes();
        this.closed = closed;
        Charset charset = Charset.forName(options.charset());
        utf8 = charset.equals(StandardCharsets.UTF_8);
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        bytes = ByteBuffer.allocate(Math.min(BUFFER_BYTES, maxLineBytes + 2));
    }

    /** Passes the lines of [from, until) on and returns how many there were. */
    long read(long from, long until, RecordOutput<? super String> output) throws Exception {
        loaded = from;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long lines = 0;
            while (loaded < until || start < filled) {
                if (findLineEnd()) {
                    int end = scanned > start && bytes.array()[scanned - 1] == '\r' ? scanned - 1 : scanned;
                    pass(end, output);
                    next(scanned + 1);
                } else if (loaded < until) {
                    load(channel, until);
                    continue;
                } else {
                    pass(filled, output);
                    next(filled);
                }
                lines++;
            }
            return lines;
        }
    }

    private long offset(int index) {
        return loaded - filled + index;
    }

    private void next(int newStart) {
        start = newStart;
        scanned = newStart;
        union = 0;
    }

    private boolean findLineEnd() {
        byte[] array = bytes.array();
        byte seen = union;
        int i = scanned;
        while (i < filled && array[i] != '\n') {
            seen |= array[i++];
        }
        scanned = i;
        union = seen;
        return i < filled;
    }

    private void load(FileChannel channel, long until) throws IOException {
        if (closed.getAsBoolean()) {
            throw new SourceException("the source was closed while file " + file + " was read");
        }
        makeRoom();
        int room = (int) Math.min(bytes.capacity() - filled, until - loaded);
        int count = channel.read(bytes.limit(filled + room).position(filled), loaded);
        if (count < 0) {
            throw new SourceException("file " + file + " ends at byte " + loaded + "; expected at least " + until
                    + " bytes, as it had before; put the former file back");
        }
        filled += count;
        loaded += count;
    }

    private void makeRoom() {
        if (start > 0) {
            bytes.limit(filled).position(start);
            bytes.compact();
            filled -= start;
            scanned -= start;
            start = 0;
        }
        if (filled == bytes.capacity()) {
            checkLength(filled - 1);
            int capacity = (int) Math.min(maxLineBytes + 2L, bytes.capacity() * 2L);
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), capacity));
        }
    }

    private void checkLength(int length) {
        if (length > maxLineBytes) {
            throw tooLong(file, offset(start), maxLineBytes);
        }
    }

    static UserCodeException tooLong(Path file, long offset, int maxLineBytes) {
        return new UserCodeException("file " + file + ": the line at byte " + offset + " is longer than " + maxLineBytes
                + " bytes; raise option maxLineBytes of the source, or correct the file");
    }

    private void pass(int end, RecordOutput<? super String> output) throws Exception {
        checkLength(end - start);
        String line;
        try {
            line = decode(end);
        } catch (UserCodeException e) {
            output.failed(offset(start), new String(bytes.array(), start, end - start, decoder.charset()), e);
            return;
        }
        output.record(offset(start), line);
    }

    private String decode(int end) {
        if (utf8 && union >= 0) {
            return new String(bytes.array(), start, end - start, StandardCharsets.ISO_8859_1);
        }
        int mostChars = (int) Math.ceil((end - start) * (double) decoder.maxCharsPerByte()) + 1;
        if (chars.capacity() < mostChars) {
            chars = CharBuffer.allocate(mostChars);
        }
        chars.clear();
        bytes.limit(end).position(start);
        CoderResult result = decoder.reset().decode(bytes, chars, true);
        if (result.isUnderflow()) {
            result = decoder.flush(chars);
        }
        if (!result.isUnderflow()) {
            throw new UserCodeException("file " + file + ": the bytes at byte " + offset(bytes.position()) + " are no "
                    + decoder.charset() + " text; set option charset of the source, or correct the file");
        }
        return chars.flip().toString();
    }
}

package io.holdfast.sink.file;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Function1;
import io.holdfast.sink.OutboxEncoder;
import java.nio.charset.StandardCharsets;

/** Formats records as lines of UTF-8, without their ends, and refuses what would not be read back as one line. */
final class LineEncoder<T> implements OutboxEncoder<T> {

    private static final int SHOWN = 80;

    private final String sink;
    private final Function1<? super T, String> formatter;

    LineEncoder(String sink, Function1<? super T, String> formatter) {
        this.sink = sink;
        this.formatter = formatter;
    }

    @Override
    public void encode(T value, BytesWriter out) {
        String line;
        try {
            line = formatter.apply(value);
        } catch (Exception e) {
            throw new UserCodeException("the formatter of text file sink " + sink + " failed: " + e, e);
        }
        if (line == null) {
            throw new UserCodeException("the formatter of text file sink " + sink + " returned null; expected a line");
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\n' || c == '\r') {
                throw refused("a line break", i, line);
            }
            if (Character.isSurrogate(c) && !isPaired(line, i)) {
                throw refused("half a surrogate pair", i, line);
            }
        }
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPaired(String line, int index) {
        return Character.isHighSurrogate(line.charAt(index))
                ? index + 1 < line.length() && Character.isLowSurrogate(line.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(line.charAt(index - 1));
    }

    private UserCodeException refused(String what, int index, String line) {
        String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
        return new UserCodeException("a record of text file sink " + sink + " has " + what + " at character " + index
                + "; expected one line of text, found '"
                + shown.replace("\n", "\\n").replace("\r", "\\r")
                + "'; give the sink a formatter that replaces it");
    }
}

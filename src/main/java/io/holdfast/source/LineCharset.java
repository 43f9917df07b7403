package io.holdfast.source;

import io.holdfast.failure.ConfigurationException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a charset has to be so that bytes can be cut into lines before they become characters. */
public final class LineCharset {

    private static final String LINE_END = "a \r\n";

    private LineCharset() {}

    /**
     * The name of a charset that writes line ends as ASCII does.
     *
     * @param source what the option charset belongs to, for the message
     * @throws ConfigurationException if it does not
     */
    public static String require(Charset charset, String source) {
        byte[] ascii = LINE_END.getBytes(StandardCharsets.US_ASCII);
        if (!charset.canEncode() || !Arrays.equals(ascii, LINE_END.getBytes(charset))) {
            throw new ConfigurationException("option charset of " + source + " must write line ends as ASCII does,"
                    + " found " + charset + "; have the text written in another one, such as UTF-8");
        }
        return charset.name();
    }
}

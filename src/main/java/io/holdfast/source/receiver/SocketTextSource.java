package io.holdfast.source.receiver;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.LineCharset;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The lines that a server sends over a TCP connection.
 *
 * <p>A socket cannot be read again: see {@link ReceiverSource} for what a failed batch keeps and the end of the process
 * loses. A connection that fails or ends is made again after a pause, each time with a line in the log; what the server
 * sends meanwhile is up to it. A host that is unknown ends the job, unless there was a connection before.
 *
 * <p>A line ends with LF or CR LF; what comes after the last one when a connection ends is dropped, since nobody knows
 * whether it is whole. Bytes that are no text in the charset become U+FFFD. When as many lines are kept as may be,
 * nothing is read from the connection until a batch is committed, and the server has to wait.
 *
 * <p>An object serves one stream of one job at a time. The methods that set something return a new source. Thread-safe.
 */
public final class SocketTextSource implements Source<String> {

    private static final long serialVersionUID = 1L;

    private final SocketOptions options;
    private final ReceiverSource<String> lines;

    private SocketTextSource(SocketOptions options) {
        this.options = options;
        lines = ReceiverSource.<String>of("socket", () -> new SocketReceiver(options))
                .mostRecords(options.mostLines())
                .restartPause(options.reconnectPause());
    }

    /** The lines of UTF-8 that come from a host and port. */
    public static SocketTextSource of(String host, int port) {
        require(!host.isBlank(), "host", "'" + host + "'", "a name or an address");
        require(port >= 1 && port <= 65_535, "port", port, "from 1 to 65535");
        return new SocketTextSource(
                new SocketOptions(host, port, StandardCharsets.UTF_8.name(), 1 << 20, 100_000, Duration.ofSeconds(2)));
    }

    /** How bytes become characters; default UTF-8. Must write line ends as ASCII does, so not UTF-16. */
    public SocketTextSource charset(Charset charset) {
        return new SocketTextSource(options.withCharset(LineCharset.require(charset, "a socket source")));
    }

    /** The longest line, in bytes without its end; default 1 MB. A longer one ends the connection, which is made again. */
    public SocketTextSource maxLineBytes(int bytes) {
        require(bytes >= 1 && bytes <= 1 << 30, "maxLineBytes", bytes, "from 1 to 1073741824");
        return new SocketTextSource(options.withMaxLineBytes(bytes));
    }

    /** How many lines may be kept that are not committed; default 100,000. */
    public SocketTextSource mostLines(int count) {
        require(count >= 1 && count <= ReceiverSource.MOST_RECORDS, "mostLines", count, "from 1 to 100000000");
        return new SocketTextSource(options.withMostLines(count));
    }

    /** How long to wait before a connection is made again; default 2 seconds. */
    public SocketTextSource reconnectPause(Duration pause) {
        require(!pause.isNegative(), "reconnectPause", pause, "zero or more");
        return new SocketTextSource(options.withReconnectPause(pause));
    }

    private static void require(boolean condition, String option, Object value, String expected) {
        if (!condition) {
            throw new ConfigurationException(
                    "option " + option + " of a socket source must be " + expected + ", found " + value);
        }
    }

    /** How often a connection could not be made, failed or ended, in this process; see {@link ReceiverSource#failures}. */
    public long failures() {
        return lines.failures();
    }

    @Override
    public String kind() {
        return lines.kind();
    }

    @Override
    public boolean canBeReadAgain() {
        return false;
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        return lines.open(context);
    }

    @Override
    public void ended() {
        lines.ended();
    }
}

package io.holdfast.status.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client. READING until a request is whole, then ANSWERING until there is a response, then WRITING until it is sent; then READING
 * again, or DRAINING until the client has closed its end, so that it gets the response before its connection is reset. Each has a
 * time limit. Used by the server's thread alone.
 */
final class Connection {

    /** Of the request line and the headers. */
    static final int HEAD_BYTES = 8 << 10;

    private static final long READING_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long ANSWERING_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long WRITING_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long DRAINING_NANOS = Duration.ofSeconds(1).toNanos();

    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] received = new byte[HEAD_BYTES + RequestHead.BODY_BYTES];
    private int length;
    private State state = State.READING;
    private @Nullable RequestHead head;
    private ByteBuffer @Nullable [] response;
    private boolean keep;
    private long deadlineNanos;

    private enum State {
        READING,
        ANSWERING,
        WRITING,
        DRAINING
    }

    Connection(SocketChannel channel, SelectionKey key, long now) {
        this.channel = channel;
        this.key = key;
        deadlineNanos = now + READING_NANOS;
    }

    boolean isReading() {
        return state == State.READING;
    }

    /** Whether somebody looks for an answer, which does not take long. */
    boolean isAnswering() {
        return state == State.ANSWERING;
    }

    boolean isLate(long now) {
        return now - deadlineNanos > 0;
    }

    /** Takes what has come; returns a request if that makes one whole. */
    @Nullable
    Request read(long now) throws IOException, BadRequest {
        if (state == State.DRAINING) {
            drain();
            return null;
        }
        int count = channel.read(ByteBuffer.wrap(received, length, received.length - length));
        if (count < 0) {
            close();
            return null;
        }
        length += count;
        return next(now);
    }

    /** A request, if what was received holds one. */
    @Nullable
    Request next(long now) throws BadRequest {
        int end = endOfHead();
        if (end < 0) {
            if (length >= HEAD_BYTES) {
                throw new BadRequest(431, "expected at most " + HEAD_BYTES + " bytes of request line and headers");
            }
            return null;
        }
        if (end > HEAD_BYTES) {
            throw new BadRequest(431, "expected at most " + HEAD_BYTES + " bytes of request line and headers");
        }
        RequestHead parsed = RequestHead.parse(text(0, end).stripTrailing());
        if (length - end < parsed.contentLength()) {
            return null;
        }
        String body = new String(received, end, parsed.contentLength(), StandardCharsets.UTF_8);
        head = parsed;
        consume(end + parsed.contentLength());
        state = State.ANSWERING;
        deadlineNanos = now + ANSWERING_NANOS;
        key.interestOps(0);
        return parsed.request(body);
    }

    /** Where the head ends: after an empty line; -1 if that has not come. */
    private int endOfHead() {
        for (int i = 0; i < length; i++) {
            if (received[i] == '\n') {
                boolean bare = i > 0 && received[i - 1] == '\n';
                boolean full = i > 2 && received[i - 1] == '\r' && received[i - 2] == '\n';
                if (bare || full) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    private String text(int from, int until) {
        return new String(received, from, until - from, StandardCharsets.ISO_8859_1);
    }

    private void consume(int bytes) {
        System.arraycopy(received, bytes, received, 0, length - bytes);
        length -= bytes;
        Arrays.fill(received, length, received.length, (byte) 0);
    }

    /** Begins to send the answer to the request. */
    void answer(Response answer, long now) throws IOException {
        RequestHead asked = Objects.requireNonNull(head, "nothing was asked");
        send(answer, !asked.method().equals("HEAD"), asked.keepsConnection(), now);
    }

    /** Begins to send what is wrong with the request; the rest of it is not wanted. */
    void refuse(Response answer, long now) throws IOException {
        send(answer, true, false, now);
    }

    private void send(Response answer, boolean withBody, boolean keeps, long now) throws IOException {
        keep = keeps;
        response = answer.bytes(withBody, keeps);
        state = State.WRITING;
        deadlineNanos = now + WRITING_NANOS;
        write(now);
    }

    /** Sends as much as the client takes. */
    void write(long now) throws IOException {
        ByteBuffer[] bytes = Objects.requireNonNull(response, "nothing to write");
        channel.write(bytes);
        if (bytes[bytes.length - 1].hasRemaining() || bytes[0].hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        response = null;
        key.interestOps(SelectionKey.OP_READ);
        if (keep) {
            state = State.READING;
            deadlineNanos = now + READING_NANOS;
        } else {
            state = State.DRAINING;
            deadlineNanos = now + DRAINING_NANOS;
            channel.shutdownOutput();
        }
    }

    private void drain() throws IOException {
        length = 0;
        if (channel.read(ByteBuffer.wrap(received)) < 0) {
            close();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() throws IOException {
        key.cancel();
        channel.close();
    }
}

package io.holdfast.source.receiver;

import java.io.Serializable;
import java.time.Duration;

/** What {@link SocketTextSource} was told; in types that can be serialized. */
record SocketOptions(String host, int port, String charset, int maxLineBytes, int mostLines, Duration reconnectPause)
        implements Serializable {

    String address() {
        return host + ":" + port;
    }

    SocketOptions withCharset(String changed) {
        return new SocketOptions(host, port, changed, maxLineBytes, mostLines, reconnectPause);
    }

    SocketOptions withMaxLineBytes(int changed) {
        return new SocketOptions(host, port, charset, changed, mostLines, reconnectPause);
    }

    SocketOptions withMostLines(int changed) {
        return new SocketOptions(host, port, charset, maxLineBytes, changed, reconnectPause);
    }

    SocketOptions withReconnectPause(Duration changed) {
        return new SocketOptions(host, port, charset, maxLineBytes, mostLines, changed);
    }
}

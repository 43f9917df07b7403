package io.holdfast.source.receiver;

import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives lines over one connection after the other. */
final class SocketReceiver implements Receiver<String> {

    private static final Logger LOG = LoggerFactory.getLogger(SocketReceiver.class);
    private static final int CONNECT_MILLIS = 10_000;

    private final SocketOptions options;
    private boolean wasConnected;
    private volatile @Nullable Socket connection;
    private volatile boolean closed;

    SocketReceiver(SocketOptions options) {
        this.options = options;
    }

    @Override
    public void receive(RecordStore<String> lines) throws IOException {
        try (Socket socket = new Socket()) {
            connection = socket;
            if (!closed) {
                connect(socket);
                receive(socket, lines);
            }
        }
    }

    private void connect(Socket socket) throws IOException {
        InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw unknownHost();
        }
        try {
            socket.connect(address, CONNECT_MILLIS);
        } catch (IOException e) {
            throw new IOException("cannot connect to " + options.address() + ": " + e.getMessage(), e);
        }
        socket.setKeepAlive(true);
        wasConnected = true;
        LOG.info("Connected to {}", options.address());
    }

    /** A name that was right before is so again when the name service answers. */
    private IOException unknownHost() {
        String message = "host '" + options.host() + "' of a socket source is unknown";
        if (!wasConnected) {
            throw new ConfigurationException(
                    message + "; correct the name, or see to it that this machine can resolve it");
        }
        return new UnknownHostException(message);
    }

    private void receive(Socket socket, RecordStore<String> lines) throws IOException {
        LineInput input =
                new LineInput(socket.getInputStream(), Charset.forName(options.charset()), options.maxLineBytes());
        for (String line = input.next(); line != null; line = input.next()) {
            lines.store(line);
        }
        throw new IOException(options.address() + " has closed the connection"
                + (input.rest() == 0 ? "" : " within a line, of which " + input.rest() + " bytes are dropped"));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Socket open = connection;
        if (open != null) {
            open.close();
        }
    }
}

package io.holdfast.source.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that one client at a time connects to, as {@code nc -lk} is one. */
public final class LineServer implements AutoCloseable {

    private final ServerSocket server;

    /** Listens on a free port of this machine. */
    public LineServer() {
        this(0);
    }

    /** Listens on a port of this machine. */
    public LineServer(int port) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return server.getInetAddress().getHostAddress();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Waits for the next client. */
    public Client accept() throws IOException {
        server.setSoTimeout(30_000);
        return new Client(server.accept());
    }

    /** A connection to a client. */
    public record Client(Socket socket) implements AutoCloseable {

        /** Sends text as it is; its end is its own. */
        public Client send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        public Client send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        /** Whether the client has closed its side; waits for that or a byte. */
        public boolean hasGone() throws IOException {
            socket.setSoTimeout(30_000);
            return socket.getInputStream().read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

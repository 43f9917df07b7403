package io.holdfast.status.http;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1 on one thread that never waits for a client, with a few others that find the answers. A client that is slow, or
 * silent, costs a buffer until its time is up; when there are too many, the one that has been silent longest goes. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    static final int CONNECTIONS = 32;

    /** Requests of which the answer may wait, at one time. */
    static final int WAITING = 8;

    private static final long LOOK_MILLIS = 500;

    private final Handler handler;
    private final Workers workers;
    private final TimeSource time;
    private final ServerSocketChannel listening;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Worker prompt;
    private final Worker waiting;
    private final AtomicInteger waitingRequests = new AtomicInteger();
    private @Nullable Worker loop;
    private volatile int open;
    private volatile boolean closed;

    private record Answer(Connection connection, Response response) {}

    private HttpServer(
            Handler handler,
            Workers workers,
            TimeSource time,
            ServerSocketChannel listening,
            Selector selector,
            SelectionKey accepting) {
        this.handler = handler;
        this.workers = workers;
        this.time = time;
        this.listening = listening;
        this.selector = selector;
        this.accepting = accepting;
        prompt = workers.start("status-answer");
        waiting = workers.start("status-read");
    }

    /**
     * Binds an address and begins to serve.
     *
     * @param address with port 0 for one that is free
     * @throws IOException if the address cannot be bound
     */
    public static HttpServer start(InetSocketAddress address, Handler handler, Workers workers, TimeSource time)
            throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        try {
            listening.bind(address);
            listening.configureBlocking(false);
            Selector selector = Selector.open();
            SelectionKey accepting = listening.register(selector, SelectionKey.OP_ACCEPT);
            HttpServer server = new HttpServer(handler, workers, time, listening, selector, accepting);
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw e;
        }
    }

    private void begin() {
        Worker worker = workers.start("status");
        loop = worker;
        var unused = worker.submit(() -> {
            run();
            return true;
        });
    }

    /** The port that it listens on. */
    public int port() {
        return listening.socket().getLocalPort();
    }

    /** How many clients there are. */
    int connections() {
        return open;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(LOOK_MILLIS);
                long now = time.monotonicNanos();
                for (SelectionKey key : selector.selectedKeys()) {
                    ready(key, now);
                }
                selector.selectedKeys().clear();
                answer(now);
                expire(now);
                if (connections.size() < CONNECTIONS || connections.stream().anyMatch(each -> !each.isAnswering())) {
                    accepting.interestOps(SelectionKey.OP_ACCEPT);
                }
                open = connections.size();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The status page has ended; the job goes on", e);
        } finally {
            connections.forEach(HttpServer::closeQuietly);
            closeQuietly(listening);
            closeQuietly(selector);
        }
    }

    private void ready(SelectionKey key, long now) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept(now);
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.write(now);
                goOn(connection, now);
            } else if (key.isReadable()) {
                ask(connection, connection.read(now));
            }
        } catch (BadRequest e) {
            send(connection, () -> connection.refuse(e.response(), now));
        } catch (IOException | RuntimeException e) {
            drop(connection);
        }
        forgetClosed(connection);
    }

    /** A client may have sent its next request already. */
    private void goOn(Connection connection, long now) throws BadRequest {
        if (connection.isOpen() && connection.isReading()) {
            ask(connection, connection.next(now));
        }
    }

    private void accept(long now) throws IOException {
        if (connections.size() >= CONNECTIONS && !makeRoom()) {
            // All wait for answers, which do not take long: who comes now waits outside.
            accepting.interestOps(0);
            return;
        }
        SocketChannel channel = listening.accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Connection connection = new Connection(channel, key, now);
        key.attach(connection);
        connections.add(connection);
    }

    /** The oldest connection without a request goes; if there is none, the oldest that does not take its answer. */
    private boolean makeRoom() {
        Connection oldest = connections.stream()
                .filter(Connection::isReading)
                .findFirst()
                .or(() -> connections.stream()
                        .filter(connection -> !connection.isAnswering())
                        .findFirst())
                .orElse(null);
        if (oldest == null) {
            return false;
        }
        drop(oldest);
        return true;
    }

    private void ask(Connection connection, @Nullable Request request) {
        if (request == null) {
            return;
        }
        boolean waits = handler.mayWait(request);
        if (waits && waitingRequests.incrementAndGet() > WAITING) {
            waitingRequests.decrementAndGet();
            answers.add(new Answer(connection, Response.error(503, "too many ask for what is on the disk: try again")));
            selector.wakeup();
            return;
        }
        var unused = (waits ? waiting : prompt).submit(() -> {
            answers.add(new Answer(connection, handled(request)));
            if (waits) {
                waitingRequests.decrementAndGet();
            }
            selector.wakeup();
            return true;
        });
    }

    private Response handled(Request request) {
        try {
            return handler.handle(request);
        } catch (Exception e) {
            LOG.warn("The status page could not answer {} {}", request.method(), request.path(), e);
            return Response.error(500, "the answer could not be found: see the log of the job");
        }
    }

    private void answer(long now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            Connection connection = answer.connection();
            Response response = answer.response();
            if (connection.isOpen()) {
                send(connection, () -> {
                    connection.answer(response, now);
                    goOn(connection, now);
                });
            }
        }
    }

    private interface Sending {
        void send() throws IOException, BadRequest;
    }

    private void send(Connection connection, Sending sending) {
        try {
            sending.send();
        } catch (IOException | BadRequest | RuntimeException e) {
            drop(connection);
        }
    }

    private void expire(long now) {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.isLate(now)) {
                drop(connection);
            }
        }
    }

    private void forgetClosed(Connection connection) {
        if (!connection.isOpen()) {
            connections.remove(connection);
        }
    }

    private void drop(Connection connection) {
        connections.remove(connection);
        closeQuietly(connection);
    }

    private static void closeQuietly(Connection connection) {
        closeQuietly((AutoCloseable) connection::close);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("Closing a connection failed", e);
        }
    }

    /** Ends the server. An answer that is still being looked for is not waited for. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        selector.wakeup();
        Worker worker = loop;
        if (worker != null) {
            worker.close();
        }
        for (Worker one : List.of(prompt, waiting)) {
            // By its own task: then it is not waited for.
            var unused = one.submit(() -> {
                one.close();
                return true;
            });
        }
    }
}

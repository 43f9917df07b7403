package io.holdfast.chaos;

import io.holdfast.chaos.Link.Way;
import io.holdfast.drill.network.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a job and a broker that advertises the port of the proxy, so every connection of the job comes
 * through here: to be cut, held, delayed or made one-way. Holding a connection for good is what half-open looks like from
 * both ends. Knows nothing of Kafka. Thread-safe.
 */
final class Proxy implements AutoCloseable {

    private final ServerSocket server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final Gate toBroker = new Gate();
    private final Gate toJob = new Gate();
    private volatile int target;
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private volatile int cuts;
    private volatile int trapped;

    private Proxy(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of the loopback interface. */
    static Proxy open() throws IOException {
        Proxy proxy = new Proxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
        Link.daemon("proxy-accept", proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    /** Where connections lead from now on. */
    void forwardTo(int port) {
        target = port;
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket job = server.accept();
            try {
                links.add(Link.start(this, job, new Socket(InetAddress.getLoopbackAddress(), target)));
            } catch (IOException refused) {
                job.close();
            }
        }
    }

    /** The connections that are open, the oldest first. */
    List<Link> links() {
        return List.copyOf(links);
    }

    /** What holds or delays all connections, also those to come, in one direction. */
    Gate gate(Way way) {
        return way == Way.TO_BROKER ? toBroker : toJob;
    }

    /** Resets every connection, at both ends; new ones are welcome. Returns how many there were. */
    int cut() {
        List<Link> open = links();
        open.forEach(Link::reset);
        synchronized (this) {
            cuts += open.size();
        }
        return open.size();
    }

    /** How many connections were cut. */
    int cuts() {
        return cuts;
    }

    private record Trap(Predicate<byte[]> chunk, Way held) {}

    /**
     * The connection of the next chunk to the broker that matches is held in one direction from then on: the chunk itself
     * never arrives, or what comes back never does. All other connections go on, and later chunks that match.
     */
    void trap(Predicate<byte[]> chunk, Way held) {
        trap.set(new Trap(chunk, held));
    }

    /** How many traps have caught a connection. */
    int trapped() {
        return trapped;
    }

    /** Lets everything flow again that is held anywhere. */
    void release() {
        trap.set(null);
        toBroker.release();
        toJob.release();
        links.forEach(Link::release);
    }

    /** Called for each chunk on its way, before it is delivered. */
    void pass(Link link, Way way, byte[] chunk) throws InterruptedException {
        Trap set = trap.get();
        if (way == Way.TO_BROKER && set != null && set.chunk().test(chunk) && trap.compareAndSet(set, null)) {
            link.gate(set.held()).hold();
            synchronized (this) {
                trapped++;
            }
        }
        gate(way).pass();
        link.gate(way).pass();
    }

    void ended(Link link) {
        links.remove(link);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        release();
        cut();
    }
}

package io.holdfast.chaos;

import io.holdfast.drill.network.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;

/** One connection through a {@link Proxy}: two sockets, and a thread per direction. Thread-safe. */
final class Link {

    private static final int CHUNK_BYTES = 1 << 16;

    private final Proxy proxy;
    private final Socket job;
    private final Socket broker;
    private final Gate toBroker = new Gate();
    private final Gate toJob = new Gate();

    /** The directions of a connection. */
    enum Way {
        TO_BROKER,
        TO_JOB
    }

    /** What a thread of the proxy does; it ends with its sockets. */
    interface Flow {
        void run() throws IOException, InterruptedException;
    }

    private Link(Proxy proxy, Socket job, Socket broker) {
        this.proxy = proxy;
        this.job = job;
        this.broker = broker;
    }

    static Link start(Proxy proxy, Socket job, Socket broker) throws IOException {
        job.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        Link link = new Link(proxy, job, broker);
        daemon("proxy-to-broker", () -> link.pump(Way.TO_BROKER, job, broker));
        daemon("proxy-to-job", () -> link.pump(Way.TO_JOB, broker, job));
        return link;
    }

    static void daemon(String name, Flow flow) {
        Thread thread = new Thread(
                () -> {
                    try {
                        flow.run();
                    } catch (IOException | InterruptedException closed) {
                        // The end of a connection, in whatever way, is what a proxy is for.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Way way, Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            byte[] buffer = new byte[CHUNK_BYTES];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                proxy.pass(this, way, Arrays.copyOf(buffer, read));
                to.getOutputStream().write(buffer, 0, read);
            }
        } finally {
            proxy.ended(this);
        }
    }

    Gate gate(Way way) {
        return way == Way.TO_BROKER ? toBroker : toJob;
    }

    /** Nothing flows on this connection, in either direction, until it is released. */
    void hold() {
        toBroker.hold();
        toJob.hold();
    }

    void release() {
        toBroker.release();
        toJob.release();
    }

    /** Closes both ends with a reset. */
    void reset() {
        for (Socket end : new Socket[] {job, broker}) {
            try (end) {
                end.setSoLinger(true, 0);
            } catch (IOException e) {
                if (!end.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

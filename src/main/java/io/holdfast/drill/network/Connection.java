package io.holdfast.drill.network;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection between a client and a broker: whole frames of Kafka's protocol, in both directions. Thread-safe. */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Far more than brokers accept or send by default (100 MB). */
    private static final int FRAME_BYTES_MAX = 512 << 20;

    /** Kind of request, its version, and the number that the response repeats. */
    private static final int REQUEST_HEADER_BYTES = 2 * Short.BYTES + Integer.BYTES;

    private final Socket client;
    private final Socket broker;
    private final Addresses addresses;
    private final Gate toBroker;
    private final Gate toClient;

    /** Requests whose responses hold addresses, by correlation id. */
    private final Map<Integer, Request> asked = new ConcurrentHashMap<>();

    private record Request(short api, short version) {}

    Connection(Socket client, Socket broker, Addresses addresses, Gate toBroker, Gate toClient) throws IOException {
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        this.client = client;
        this.broker = broker;
        this.addresses = addresses;
        this.toBroker = toBroker;
        this.toClient = toClient;
    }

    /** Carries frames until either end closes; then, both are closed. */
    void carry(Workers workers, String name, Runnable ended) {
        Worker requests = workers.start(name + "-requests");
        Worker responses = workers.start(name + "-responses");
        var asking = requests.submit(() -> pump(requests, client, broker, this::ask));
        var answering = responses.submit(() -> pump(responses, broker, client, this::answer));
        var unused = CompletableFuture.allOf(asking, answering).whenComplete((done, failure) -> {
            ended.run();
            if (failure != null) {
                LOG.warn("{}: closed, since what came over it could not be passed on", name, failure);
            }
        });
    }

    private interface Step {
        ByteBuffer pass(ByteBuffer frame) throws InterruptedException;
    }

    private boolean pump(Worker worker, Socket from, Socket to, Step step) throws InterruptedException {
        try (worker;
                from;
                to) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
            while (true) {
                ByteBuffer frame = step.pass(read(in));
                out.writeInt(frame.remaining());
                out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
                out.flush();
            }
        } catch (IOException closed) {
            // However a connection ends: both ends notice.
            return false;
        }
    }

    private static ByteBuffer read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < REQUEST_HEADER_BYTES / 2 || length > FRAME_BYTES_MAX) {
            throw new IOException("a frame of " + length + " bytes: not Kafka's protocol, or encrypted");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("a frame of " + length + " bytes ended after " + frame.length);
        }
        return ByteBuffer.wrap(frame);
    }

    private ByteBuffer ask(ByteBuffer request) throws InterruptedException {
        if (request.remaining() >= REQUEST_HEADER_BYTES && Addresses.mayBeIn(request.getShort(0))) {
            asked.put(request.getInt(2 * Short.BYTES), new Request(request.getShort(0), request.getShort(Short.BYTES)));
        }
        toBroker.pass();
        return request;
    }

    private ByteBuffer answer(ByteBuffer response) throws InterruptedException {
        Request request = asked.remove(response.getInt(0));
        ByteBuffer passed = request == null ? response : addresses.replaced(request.api(), request.version(), response);
        toClient.pass();
        return passed;
    }

    /** Closes both ends with a reset. */
    void reset() {
        for (Socket end : new Socket[] {client, broker}) {
            try (end) {
                end.setSoLinger(true, 0);
            } catch (IOException closed) {
                // By itself, meanwhile.
            }
        }
    }
}

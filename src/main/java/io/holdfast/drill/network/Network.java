package io.holdfast.drill.network;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.drill.network.Addresses.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between clients of Kafka and all their brokers: each broker has a door here, on the loopback interface, and
 * whatever clients are told of brokers leads to these doors. Connections must not be encrypted. Thread-safe.
 */
public final class Network implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final Workers workers;
    private final Map<Address, Door> doors = new HashMap<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final Gate toBrokers = new Gate();
    private final Gate toClients = new Gate();
    private int opened;
    private boolean closed;

    private record Door(ServerSocket server, Worker porter) {

        Address address() {
            return new Address("127.0.0.1", server.getLocalPort());
        }
    }

    public Network(Workers workers) {
        this.workers = workers;
    }

    /** The address, as {@code host:port}, at which clients find the broker at that address, of the same form. */
    public String door(String broker) {
        int colon = broker.lastIndexOf(':');
        Address door = door(broker.substring(0, colon), Integer.parseInt(broker.substring(colon + 1)));
        return door.host() + ":" + door.port();
    }

    private synchronized Address door(String host, int port) {
        return doors.computeIfAbsent(new Address(host, port), this::open).address();
    }

    private Door open(Address broker) {
        try {
            ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            Worker porter = workers.start("door-" + broker.port());
            var unused = porter.submit(() -> accept(server, broker));
            return new Door(server, porter);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for clients of the broker at " + broker, e);
        }
    }

    private boolean accept(ServerSocket server, Address broker) throws IOException {
        while (!server.isClosed()) {
            connect(server.accept(), broker);
        }
        return true;
    }

    /** A broker that cannot be reached is, to the client, one that closes the connection. */
    private void connect(Socket client, Address broker) throws IOException {
        try {
            Socket socket = new Socket(broker.host(), broker.port());
            add(new Connection(client, socket, new Addresses(this::door), toBrokers, toClients));
        } catch (IOException unreachable) {
            client.close();
        }
    }

    private synchronized void add(Connection connection) {
        if (closed) {
            connection.reset();
            return;
        }
        opened++;
        connections.add(connection);
        connection.carry(workers, "connection-" + opened, () -> connections.remove(connection));
    }

    /** Resets all connections; new ones are welcome. Returns how many there were. */
    public int cut() {
        List<Connection> open = List.copyOf(connections);
        open.forEach(Connection::reset);
        return open.size();
    }

    /** What holds or delays requests. */
    public Gate toBrokers() {
        return toBrokers;
    }

    /** What holds or delays responses. */
    public Gate toClients() {
        return toClients;
    }

    /** Lets everything flow again. */
    public void release() {
        toBrokers.release();
        toClients.release();
    }

    @Override
    public void close() {
        List<Door> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(doors.values());
        }
        for (Door door : all) {
            try {
                door.server().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            door.porter().close();
        }
        release();
        cut();
    }
}

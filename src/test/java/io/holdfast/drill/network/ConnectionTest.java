package io.holdfast.drill.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.ThreadWorkers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A connection to a broker that answers with what is not Kafka's protocol. */
class ConnectionTest {

    private static final int CORRELATION = 7;

    /**
     * The client must not wait for an answer that never comes. Planted defects: the answer is passed on as it is; the connection is
     * not forgotten, and is cut again and again.
     */
    @Test
    void anAnswerThatCannotBeRewrittenEndsTheConnection() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Network network = new Network(new ThreadWorkers("test"))) {
            String door = network.door("127.0.0.1:" + broker.getLocalPort());
            int port = Integer.parseInt(door.substring(door.indexOf(':') + 1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket accepted = broker.accept()) {
                client.setSoTimeout(60_000);
                accepted.setSoTimeout(60_000);
                askForMetadata(client);
                DataInputStream request = new DataInputStream(accepted.getInputStream());
                request.readNBytes(request.readInt());
                answerWithHalfOfIt(accepted);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(request.read()).isEqualTo(-1);
                Awaitility.await("the connection is forgotten")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> network.cut() == 0);
            }
        }
    }

    private static void askForMetadata(Socket client) throws Exception {
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeInt(2 * Short.BYTES + Integer.BYTES);
        out.writeShort(ApiKeys.METADATA.id);
        out.writeShort(ApiKeys.METADATA.latestVersion());
        out.writeInt(CORRELATION);
        out.flush();
    }

    /** A header, and a list of so many brokers that there is no end to it. */
    private static void answerWithHalfOfIt(Socket broker) throws Exception {
        DataOutputStream out = new DataOutputStream(broker.getOutputStream());
        byte[] rest = {0, 0, 0, 0, 0, 100};
        out.writeInt(Integer.BYTES + rest.length);
        out.writeInt(CORRELATION);
        out.write(rest);
        out.flush();
    }
}

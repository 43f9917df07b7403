package io.holdfast.chaos;

import io.holdfast.chaos.Link.Way;
import io.holdfast.kafka.KafkaBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One broker behind a proxy for all tests of a class, and a directory for each, which is kept if the test fails. */
abstract class ProxiedBrokerTest {

    /** The number of the request that ends a transaction, in the header of each request of Kafka's protocol. */
    private static final int END_TRANSACTION = 26;

    private static final int API_KEY_AT = 4;

    static Proxy proxy;
    static KafkaBroker broker;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void startBroker(@TempDir Path data) throws Exception {
        proxy = Proxy.open();
        broker = KafkaBroker.startBehind(data, proxy.port());
        proxy.forwardTo(broker.frontPort());
    }

    @AfterAll
    static void stopBroker() {
        proxy.close();
        broker.close();
    }

    /** Waits for an end of a transaction, and holds its connection in one direction: it never arrives, or its reply does not. */
    static void trapEndOfTransaction(Way held) {
        int before = proxy.trapped();
        proxy.trap(ProxiedBrokerTest::endsTransaction, held);
        Awaitility.await("end of a transaction").atMost(TestBed.PATIENCE).until(() -> proxy.trapped() > before);
    }

    private static boolean endsTransaction(byte[] chunk) {
        return chunk.length > API_KEY_AT + Short.BYTES
                && ByteBuffer.wrap(chunk).getShort(API_KEY_AT) == END_TRANSACTION;
    }
}

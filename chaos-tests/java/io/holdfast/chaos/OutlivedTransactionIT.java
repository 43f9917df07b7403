package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.Link.Way;
import io.holdfast.kafka.KafkaBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A job is down for longer than the transaction lives that it had open: the broker aborts what the batch has sealed. */
@Tag("long")
class OutlivedTransactionIT {

    /** The number of the request that ends a transaction, in the header of each request of Kafka's protocol. */
    private static final int END_TRANSACTION = 26;

    private static final int API_KEY_AT = 4;
    private static final String TRANSACTIONAL_ID = "holdfast-running-sums-topic";

    private static Proxy proxy;
    private static KafkaBroker broker;

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

    /**
     * The timeout is waited out as it is by default, a minute. Then the request of the dead process to commit arrives after
     * all.
     */
    @Test
    void whatTheBrokerAbortedIsPublishedByTheSuccessor() throws Exception {
        TestBed bed = TestBed.create(broker, "outlived", directory).behind(proxy);
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            try (JobProcess process = bed.launch()) {
                process.awaitCount(RunningSumsJob.COMMITTED, 5, TestBed.PATIENCE);
                proxy.trap(OutlivedTransactionIT::endsTransaction, Way.TO_BROKER);
                Awaitility.await("end of a transaction")
                        .atMost(TestBed.PATIENCE)
                        .until(() -> proxy.trapped() == 1);
                assertThat(process.killHard()).isTrue();
            }
            producer.finish();
        }
        assertThat(state()).isEqualTo(TransactionState.ONGOING);
        Awaitility.await("the broker's abort")
                .atMost(TestBed.PATIENCE)
                .until(() -> state() == TransactionState.COMPLETE_ABORT);
        proxy.release();
        bed.finish();
        bed.check();
    }

    private static TransactionState state() throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.describeTransactions(List.of(TRANSACTIONAL_ID))
                    .description(TRANSACTIONAL_ID)
                    .get(30, TimeUnit.SECONDS)
                    .state();
        }
    }

    private static boolean endsTransaction(byte[] chunk) {
        return chunk.length > API_KEY_AT + Short.BYTES
                && ByteBuffer.wrap(chunk).getShort(API_KEY_AT) == END_TRANSACTION;
    }
}

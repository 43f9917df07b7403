package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.Link.Way;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A job is down for longer than the transaction lives that it had open: the broker aborts what the batch has sealed. */
@Tag("long")
class OutlivedTransactionIT extends ProxiedBrokerTest {

    private static final String TRANSACTIONAL_ID = "holdfast-running-sums-topic";

    /**
     * The timeout is waited out as it is by default, a minute. Then the request of the dead process to commit arrives after
     * all. Something was published before, so that the successor finds a marker, which says how far.
     *
     * <p>Planted defect: a recovery that takes the first batch after the marker for published, since its transaction was open.
     */
    @Test
    void whatTheBrokerAbortedIsPublishedByTheSuccessor() throws Exception {
        TestBed bed = TestBed.create(broker, "outlived", directory).behind(proxy);
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            try (JobProcess process = bed.launch()) {
                Awaitility.await("a first publication")
                        .atMost(TestBed.PATIENCE)
                        .until(() -> !Outputs.topic(broker, bed.job().out()).isEmpty());
                process.awaitCount(
                        RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 5, TestBed.PATIENCE);
                trapEndOfTransaction(Way.TO_BROKER);
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
}

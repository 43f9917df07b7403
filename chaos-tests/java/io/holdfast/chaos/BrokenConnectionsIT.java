package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.Link.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The network between job and broker fails in every way that TCP can. The job goes on by itself, and nothing is lost or doubled. */
class BrokenConnectionsIT extends ProxiedBrokerTest {

    /** Short enough to be waited out, and long enough for a busy machine. */
    private static final Duration IMPATIENT = Duration.ofSeconds(8);

    private static final int RESTARTS = 50;

    /** One way in which a connection fails; afterwards all is well again. */
    private interface Failure {
        void happen(JobProcess process) throws Exception;
    }

    @Test
    void outputIsExactWhateverHappensToConnections() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        TestBed bed = TestBed.create(broker, "network", directory).behind(proxy);
        List<Failure> failures = new ArrayList<>(List.of(
                process -> cut(process, random),
                process -> held(process, Way.TO_BROKER),
                process -> held(process, Way.TO_JOB),
                BrokenConnectionsIT::halfOpen,
                BrokenConnectionsIT::slow,
                process -> swizzled(process, random)));
        Collections.shuffle(failures, random);
        try (LedgerProducer producer = bed.produce(seed);
                JobProcess process = bed.launch()) {
            for (Failure failure : failures) {
                awaitCommits(process);
                failure.happen(process);
            }
            awaitCommits(process);
            producer.finish();
            bed.finish(process);
            System.out.println("engine restarts: " + process.count(RunningSumsJob.RESTARTING));
        }
        bed.check();
        assertThat(proxy.cuts()).isPositive();
        assertThat(proxy.gate(Way.TO_BROKER).heldChunks()).isPositive();
        assertThat(proxy.gate(Way.TO_JOB).heldChunks()).isPositive();
        assertThat(proxy.gate(Way.TO_JOB).delayedChunks()).isPositive();
    }

    private static void awaitCommits(JobProcess process) {
        process.awaitCount(RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 5, TestBed.PATIENCE);
    }

    private static void cut(JobProcess process, Random random) throws Exception {
        for (int i = 0; i < 5; i++) {
            process.letRun(Duration.ofMillis(random.nextInt(500)));
            // Between losing all connections and making new ones there is nothing to cut.
            Awaitility.await("a connection to cut").atMost(TestBed.PATIENCE).until(() -> proxy.cut() > 0);
        }
    }

    /** Requests do not arrive, or what they have done is not reported. */
    private static void held(JobProcess process, Way way) throws Exception {
        long before = proxy.gate(way).heldChunks();
        proxy.gate(way).hold();
        Awaitility.await().atMost(TestBed.PATIENCE).until(() -> proxy.gate(way).heldChunks() > before);
        process.letRun(Duration.ofSeconds(2));
        proxy.release();
    }

    /** Connections that look open and never say anything again; what is held in them is lost in the end. */
    private static void halfOpen(JobProcess process) throws Exception {
        for (Way way : Way.values()) {
            proxy.gate(way).hold();
        }
        process.letRun(Duration.ofSeconds(3));
        proxy.cut();
        proxy.release();
    }

    private static void slow(JobProcess process) throws Exception {
        for (Way way : Way.values()) {
            proxy.gate(way).delay(Duration.ofMillis(150));
        }
        process.letRun(Duration.ofSeconds(4));
        proxy.release();
    }

    /** Connections stop one after the other, and come back in another order. */
    private static void swizzled(JobProcess process, Random random) throws Exception {
        Awaitility.await("connections")
                .atMost(TestBed.PATIENCE)
                .until(() -> proxy.links().size() > 1);
        List<Link> links = new ArrayList<>(proxy.links());
        for (int pass = 0; pass < 2; pass++) {
            Collections.shuffle(links, random);
            for (Link link : links) {
                process.letRun(Duration.ofMillis(random.nextInt(300)));
                if (pass == 0) {
                    link.hold();
                } else {
                    link.release();
                }
            }
        }
    }

    /**
     * The request of a dead process to end its transaction arrives when its successor has published already. The marker
     * and the fence of the transactional id decide, not the order of arrival.
     */
    @Test
    void anEndOfTransactionThatArrivesLateChangesNothing() throws Exception {
        TestBed bed = TestBed.create(broker, "late", directory).behind(proxy);
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            try (JobProcess process = bed.launch()) {
                process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
                trapEndOfTransaction(Way.TO_BROKER);
                assertThat(process.killHard()).isTrue();
            }
            try (JobProcess successor = bed.launch()) {
                awaitCommits(successor);
                proxy.release();
                awaitCommits(successor);
                producer.finish();
                bed.finish(successor);
            }
        }
        bed.check();
    }

    /**
     * The transaction was committed, and the process died before it heard of it. Planted defect: a recovery that does not look
     * at the marker.
     */
    @Test
    void aCommitWhoseReplyIsLostIsNotRepeated() throws Exception {
        TestBed bed = TestBed.create(broker, "unheard", directory).behind(proxy);
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            for (int round = 0; round < 3; round++) {
                try (JobProcess process = bed.launch()) {
                    awaitCommits(process);
                    trapEndOfTransaction(Way.TO_JOB);
                    awaitEndOfTransactions(bed);
                    assertThat(process.killHard()).isTrue();
                } finally {
                    proxy.release();
                }
            }
            producer.finish();
        }
        bed.finish();
        bed.check();
    }

    /** Waits until no transaction of the sink is open: every partition is stable to its end. */
    private static void awaitEndOfTransactions(TestBed bed) {
        Awaitility.await("the transaction's end")
                .atMost(TestBed.PATIENCE)
                .until(() -> Outputs.endOffsets(broker, bed.job().out())
                        == Outputs.writtenOffsets(broker, bed.job().out()));
    }

    /**
     * The end of a transaction, or the reply to it, is late for so long that the sink gives up, and the engine starts anew in
     * the same process. Whether the transaction was committed is then unknown, and each time it is the other. Planted defects: a
     * recovery that does not look at the marker; a publisher that goes on with a new producer when a commit has failed.
     */
    @Test
    void aCommitOfUnknownOutcomeIsNeitherLostNorRepeated() throws Exception {
        TestBed common = TestBed.create(broker, "unknown", directory).behind(proxy);
        TestBed bed = common.with(common.job().patient(RESTARTS, IMPATIENT));
        try (LedgerProducer producer = bed.produce(Seed.drawn());
                JobProcess process = bed.launch()) {
            for (Way held : new Way[] {Way.TO_JOB, Way.TO_BROKER, Way.TO_JOB}) {
                awaitCommits(process);
                long restarts = process.count(RunningSumsJob.RESTARTING);
                trapEndOfTransaction(held);
                process.awaitCount(RunningSumsJob.RESTARTING, restarts + 1, TestBed.PATIENCE);
                proxy.release();
            }
            awaitCommits(process);
            producer.finish();
            bed.finish(process);
        }
        bed.check();
    }
}

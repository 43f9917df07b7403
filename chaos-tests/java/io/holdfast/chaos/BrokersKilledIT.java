package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaBrokers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, each of which dies of SIGKILL while the job publishes: the one that leads the data, the one that keeps
 * the marker, the one that keeps the transactions. The job goes on with the two that are left, before the dead one is
 * back, and both outputs are exact.
 */
class BrokersKilledIT {

    private static final String OFFSETS = "__consumer_offsets";
    private static final String TRANSACTIONS = "__transaction_state";

    /** Shorter than the 9 s after which the controller takes a silent broker for dead. */
    private static final Duration IMPATIENT = Duration.ofSeconds(4);

    private static final int RESTARTS = 50;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /**
     * The broker that ends the transactions, and the job with it: the successor has to get on without it. The job has
     * published everything, and idles: so its checkpoint does not tell of the last publication, and only the marker does.
     * Planted defect: a recovery that does not look at the marker.
     */
    @Test
    void outputIsExactWhenABrokerAndTheJobDieTogether() throws Exception {
        run((bed, brokers, random) -> {
            int leader;
            try (LedgerProducer producer = bed.produce(random.nextLong());
                    JobProcess process = bed.launch()) {
                process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
                producer.finish();
                bed.awaitAll(process);
                leader = brokers.leader(TRANSACTIONS, 0);
                brokers.killHard(leader);
                assertThat(process.killHard()).isTrue();
            }
            try (LedgerProducer producer = bed.produce(random.nextLong());
                    JobProcess successor = bed.launch()) {
                goOnWithout(leader, successor, bed, brokers);
                producer.finish();
            }
        });
    }

    /**
     * The sink gives up, and the engine starts anew in the same process, at least once. Planted defect: a recovery that does not
     * look at the marker.
     */
    @Test
    @Tag("long")
    void outputIsExactWhicheverBrokerDiesWhileTheJobPublishes() throws Exception {
        run((bed, brokers, random) -> {
            TestBed impatient = bed.with(bed.job().patient(RESTARTS, IMPATIENT));
            try (LedgerProducer producer = bed.produce(random.nextLong());
                    JobProcess process = impatient.launch()) {
                for (String topic : List.of(bed.job().out(), OFFSETS, TRANSACTIONS)) {
                    process.awaitCount(
                            RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 3, TestBed.PATIENCE);
                    awaitPublication(bed);
                    process.letRun(Duration.ofMillis(random.nextInt(100)));
                    int leader = brokers.leader(topic, 0);
                    brokers.killHard(leader);
                    goOnWithout(leader, process, bed, brokers);
                    System.out.println("without broker " + leader + ", leader of " + topic + ": "
                            + process.count(RunningSumsJob.RESTARTING) + " restarts of the engine");
                }
                producer.finish();
                assertThat(process.count(RunningSumsJob.RESTARTING))
                        .as("restarts of the engine")
                        .isPositive();
                assertThat(process.terminate(TestBed.PATIENCE))
                        .as("exit code after SIGTERM")
                        .isZero();
            }
        });
    }

    private interface Deaths {
        void happen(TestBed bed, KafkaBrokers brokers, Random random) throws Exception;
    }

    private void run(Deaths deaths) throws Exception {
        long seed = Seed.drawn();
        try (KafkaBrokers brokers = KafkaBrokers.start(directory.resolve("brokers"), 3)) {
            TestBed bed = TestBed.create(brokers, "brokers", directory);
            deaths.happen(bed, brokers, new Random(seed));
            bed.finish();
            bed.check();
        }
    }

    /** Waits until the job has published without the broker that died, and brings that back. */
    private static void goOnWithout(int broker, JobProcess process, TestBed bed, KafkaBrokers brokers) {
        long published = Outputs.endOffsets(brokers, bed.job().out());
        process.awaitCount(RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 3, TestBed.PATIENCE);
        awaitMoreThan(published, bed);
        brokers.restart(broker);
        for (String kept : List.of(bed.job().in(), bed.job().out(), OFFSETS, TRANSACTIONS)) {
            brokers.awaitInSync(kept);
        }
    }

    private static void awaitPublication(TestBed bed) {
        awaitMoreThan(Outputs.endOffsets(bed.brokers(), bed.job().out()), bed);
    }

    private static void awaitMoreThan(long published, TestBed bed) {
        Awaitility.await("more output than " + published)
                .atMost(TestBed.PATIENCE)
                .until(() -> Outputs.endOffsets(bed.brokers(), bed.job().out()) > published);
    }
}

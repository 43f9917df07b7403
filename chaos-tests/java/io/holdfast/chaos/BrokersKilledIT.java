package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaBrokers;
import java.nio.file.Path;
import java.time.Duration;
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

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The broker that ends the transactions, and the job with it: the successor has to get on without it. */
    @Test
    void outputIsExactWhenABrokerAndTheJobDieTogether() throws Exception {
        run((bed, brokers, random) -> killLeader(bed, brokers, TRANSACTIONS, random, true));
    }

    @Test
    @Tag("long")
    void outputIsExactWhicheverBrokerDiesWhileTheJobPublishes() throws Exception {
        run((bed, brokers, random) -> {
            killLeader(bed, brokers, bed.job().out(), random, false);
            killLeader(bed, brokers, OFFSETS, random, false);
            killLeader(bed, brokers, TRANSACTIONS, random, false);
        });
    }

    private interface Deaths {
        void happen(TestBed bed, KafkaBrokers brokers, Random random) throws Exception;
    }

    private void run(Deaths deaths) throws Exception {
        long seed = Seed.drawn();
        try (KafkaBrokers brokers = KafkaBrokers.start(directory.resolve("brokers"), 3)) {
            TestBed bed = TestBed.create(brokers, "brokers", directory);
            try (LedgerProducer producer = bed.produce(seed)) {
                deaths.happen(bed, brokers, new Random(seed));
                producer.finish();
            }
            bed.finish();
            bed.check();
        }
    }

    /** Kills the broker, and the job with it if told; waits until the job has got on without it. */
    private static void killLeader(TestBed bed, KafkaBrokers brokers, String topic, Random random, boolean jobToo)
            throws Exception {
        JobProcess process = bed.launch();
        try {
            process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
            awaitPublication(bed);
            process.letRun(Duration.ofMillis(random.nextInt(100)));
            int leader = brokers.leader(topic, 0);
            brokers.killHard(leader);
            if (jobToo) {
                assertThat(process.killHard()).isTrue();
                process = bed.launch();
            }
            long published = Outputs.endOffsets(brokers, bed.job().out());
            process.awaitCount(RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 3, TestBed.PATIENCE);
            awaitMoreThan(published, bed);
            System.out.println("broker " + leader + ", leader of " + topic + ", was killed; the engine restarted "
                    + process.count(RunningSumsJob.RESTARTING) + " times");
            brokers.restart(leader);
            for (String kept : new String[] {bed.job().in(), bed.job().out(), OFFSETS, TRANSACTIONS}) {
                brokers.awaitInSync(kept);
            }
            assertThat(process.terminate(TestBed.PATIENCE))
                    .as("exit code after SIGTERM")
                    .isZero();
        } finally {
            process.close();
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

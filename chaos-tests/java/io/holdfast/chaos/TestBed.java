package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * What a test with a running job begins with: topics of its own, a ledger, and the oracle.
 *
 * @param brokers hold the topics
 * @param job the job, as it is launched
 * @param ledger what was produced
 * @param log where all processes of the job print to
 */
record TestBed(KafkaCluster brokers, RunningSumsJob job, Ledger ledger, Path log) {

    /** Far more than anything takes: a machine that has other things to do must not fail a test. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PARTITIONS = 4;

    /** Makes two topics, named after the test. */
    static TestBed create(KafkaCluster brokers, String name, Path directory) {
        brokers.createTopic(name + "-values", PARTITIONS);
        brokers.createTopic(name + "-sums", PARTITIONS);
        RunningSumsJob job =
                new RunningSumsJob(brokers.bootstrapServers(), name + "-values", name + "-sums", directory);
        return new TestBed(brokers, job, new Ledger(), directory.resolve("job.log"));
    }

    /** The same with the checkpoint elsewhere. */
    TestBed withCheckpoint(Path checkpoint) {
        return withCheckpoint(checkpoint.toUri());
    }

    /** The same with the checkpoint on another file system. */
    TestBed withCheckpoint(URI checkpoint) {
        return new TestBed(brokers, job.withCheckpoint(checkpoint), ledger, log);
    }

    /** The same with another patience of the job, or other files. */
    TestBed with(RunningSumsJob other) {
        return new TestBed(brokers, other, ledger, log);
    }

    /** The same with the job behind a proxy; the ledger and the oracle talk to the broker itself. */
    TestBed behind(Proxy proxy) {
        return new TestBed(brokers, job.by(proxy.address()), ledger, log);
    }

    /** Begins to produce into the ledger. */
    LedgerProducer produce(long seed) {
        return new LedgerProducer(brokers, job.in(), PARTITIONS, ledger, seed);
    }

    JobProcess launch() throws IOException {
        return JobProcess.start(job, log);
    }

    /** Launches it in a way of its own. */
    JobProcess launch(UnaryOperator<Launch> how) throws IOException {
        return JobProcess.start(how.apply(Launch.of(job)), log);
    }

    /** Launches a job that must end by itself, and returns what it says. */
    static String failure(RunningSumsJob job, Path log) throws Exception {
        try (JobProcess process = JobProcess.start(job, log)) {
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
            return process.output();
        }
    }

    /** Waits until the job has published a sum for each record of the ledger, and stops it in good order. */
    void finish(JobProcess process) throws Exception {
        awaitAll(process);
        assertThat(process.terminate(PATIENCE)).as("exit code after SIGTERM").isZero();
    }

    /** Waits until the job has published a sum for each record of the ledger. It then idles, and seals no more batches. */
    void awaitAll(JobProcess process) {
        Awaitility.await("all input").atMost(PATIENCE).pollInSameThread().until(() -> {
            process.letRun(Duration.ofMillis(100));
            return Outputs.endOffsets(brokers, job.out()) >= ledger.size()
                    && Outputs.topic(brokers, job.out()).size() >= ledger.size();
        });
    }

    /** Lets a new process of the job work off what is there. */
    void finish() throws Exception {
        try (JobProcess process = launch()) {
            process.await(RunningSumsJob.READY, PATIENCE);
            finish(process);
        }
    }

    /** Both outputs against the ledger. */
    void check() throws IOException {
        SumsChecker.check("topic " + job.out(), ledger.sums(), Outputs.topic(brokers, job.out()));
        SumsChecker.check(job.files().toString(), ledger.sums(), Outputs.files(job.files()));
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.storage.hadoop.HdfsCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checkpoint is on HDFS, with a real NameNode and two DataNodes, which die and come back as the job does.
 *
 * <p>Planted defects: publication that overwrites (of two processes, both commit); a client that does not retry (the job ends
 * when the NameNode restarts).
 */
class HdfsIT extends BrokerTest {

    private static final int KILLS = 8;
    private static HdfsCluster hdfs;

    @BeforeAll
    static void startCluster(@TempDir Path data) throws IOException {
        hdfs = HdfsCluster.start(data, 2);
    }

    @AfterAll
    static void stopCluster() {
        hdfs.close();
    }

    private TestBed bed(String name) {
        return TestBed.create(broker, name, directory).withCheckpoint(hdfs.directory(name));
    }

    private static JobProcess launch(TestBed bed) throws IOException {
        return bed.launch(launch -> launch.in(
                Map.of("HADOOP_CONF_DIR", hdfs.configurationDirectory().toString())));
    }

    private static void awaitCommits(JobProcess process, int more) {
        process.awaitCount(RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + more, TestBed.PATIENCE);
    }

    private static void finish(TestBed bed, JobProcess process) throws Exception {
        bed.finish(process);
        bed.check();
    }

    @Test
    void outputIsExactHoweverOftenTheJobIsKilled() throws Exception {
        TestBed bed = bed("hdfs-killed");
        long seed = Seed.drawn();
        Random random = new Random(seed);
        try (LedgerProducer producer = bed.produce(seed)) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (JobProcess process = launch(bed)) {
                    boolean starting = kill % 4 == 3;
                    process.await(starting ? RunningSumsJob.LAUNCHED : RunningSumsJob.COMMITTED, TestBed.PATIENCE);
                    process.letRun(Duration.ofMillis(random.nextInt(starting ? 1500 : 3000)));
                    assertThat(process.killHard()).isTrue();
                }
            }
            producer.finish();
        }
        try (JobProcess last = launch(bed)) {
            finish(bed, last);
        }
    }

    /** The job outlives the restart; one that is started while the NameNode is away waits for it. */
    @Test
    void outputIsExactWhenTheNameNodeRestartsInTheMiddleOfCommits() throws Exception {
        TestBed bed = bed("hdfs-names");
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            try (JobProcess process = launch(bed)) {
                for (int restart = 0; restart < 2; restart++) {
                    awaitCommits(process, 5);
                    hdfs.nameNode().kill();
                    process.letRun(Duration.ofSeconds(1));
                    hdfs.nameNode().start();
                    hdfs.awaitWritable(2);
                    awaitCommits(process, 5);
                }
                hdfs.nameNode().kill();
                assertThat(process.killHard()).isTrue();
            }
            try (JobProcess successor = launch(bed)) {
                successor.await(RunningSumsJob.LAUNCHED, TestBed.PATIENCE);
                hdfs.nameNode().start();
                awaitCommits(successor, 5);
                producer.finish();
                finish(bed, successor);
            }
        }
    }

    /** Each DataNode dies once, while files are written to both, and comes back. */
    @Test
    void outputIsExactWhenADataNodeDiesDuringAWrite() throws Exception {
        TestBed bed = bed("hdfs-data");
        try (LedgerProducer producer = bed.produce(Seed.drawn());
                JobProcess process = launch(bed)) {
            for (int node = 0; node < 2; node++) {
                awaitCommits(process, 5);
                hdfs.dataNode(node).kill();
                awaitCommits(process, 10);
                hdfs.dataNode(node).start();
                hdfs.awaitWritable(2);
            }
            producer.finish();
            finish(bed, process);
        }
    }

    /** There is no lock on HDFS: the one that starts last goes on, and the first is told by whom it was replaced. */
    @Test
    void ofTwoProcessesTheOneThatStartedLastGoesOn() throws Exception {
        TestBed bed = bed("hdfs-two");
        try (LedgerProducer producer = bed.produce(Seed.drawn());
                JobProcess first = launch(bed)) {
            awaitCommits(first, 3);
            try (JobProcess second = launch(bed)) {
                assertThat(first.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
                assertThat(first.output()).contains("@failed FencedException").contains("epoch");
                awaitCommits(second, 5);
                producer.finish();
                finish(bed, second);
            }
        }
    }
}

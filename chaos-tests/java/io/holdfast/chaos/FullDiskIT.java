package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A checkpoint on a real disk that is full, or read-only. */
class FullDiskIT extends BrokerTest {

    private static final int DISK_MEGABYTES = 48;

    @Test
    void aFullDiskEndsTheJobAndNothingCommittedIsLost() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEGABYTES)) {
            Path checkpoint = disk.root().resolve("checkpoint");
            TestBed bed = TestBed.create(broker, "full", directory).withCheckpoint(checkpoint);
            try (LedgerProducer producer = bed.produce(seed)) {
                for (int round = 0; round < 4; round++) {
                    endsWhenFull(bed, disk, Duration.ofMillis(random.nextInt(1000)));
                    assertThat(TestBed.failure(bed.job(), bed.log()))
                            .as("start on a full disk")
                            .containsPattern("@failed StorageException: .*" + checkpoint + ".*No space left");
                    disk.free();
                }
                producer.finish();
            }
            bed.finish();
            bed.check();
        }
    }

    private static void endsWhenFull(TestBed bed, SmallDisk disk, Duration after) throws Exception {
        try (JobProcess process = bed.launch()) {
            process.awaitCount(RunningSumsJob.COMMITTED, 2, TestBed.PATIENCE);
            process.letRun(after);
            // Again and again: pruning may give the job what it needs.
            Awaitility.await("end on a full disk").atMost(TestBed.PATIENCE).until(() -> {
                disk.fill();
                return !process.isAlive();
            });
            assertThat(process.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
            assertThat(process.output())
                    .containsPattern("@failed StorageException: .*" + bed.job().checkpoint() + ".*No space left");
        }
    }

    @Test
    void aReadOnlyDirectoryIsRefusedAtTheStart() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEGABYTES)) {
            Path checkpoint = disk.root().resolve("checkpoint");
            TestBed bed = TestBed.create(broker, "locked", directory).withCheckpoint(checkpoint);
            try (LedgerProducer producer = bed.produce(Seed.drawn())) {
                try (JobProcess process = bed.launch()) {
                    process.awaitCount(RunningSumsJob.COMMITTED, 2, TestBed.PATIENCE);
                }
                producer.finish();
            }
            disk.makeReadOnly();
            assertThat(TestBed.failure(bed.job(), bed.log()))
                    .containsPattern("@failed StorageException: .*" + checkpoint + ".*Read-only file system");
            disk.makeWritable();
            bed.finish();
            bed.check();
        }
    }

    /**
     * Unlike a kill, this also loses what was written and not synced. Planted defect: a local storage that syncs nothing.
     */
    @Test
    void aDiskThatFailsDuringARunEndsTheJobAndWhatWasCommittedIsStillThere() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        try (SmallDisk disk = SmallDisk.mountExt4(directory.resolve("disk"), DISK_MEGABYTES)) {
            Path checkpoint = disk.root().resolve("checkpoint");
            TestBed bed = TestBed.create(broker, "failing", directory).withCheckpoint(checkpoint);
            try (LedgerProducer producer = bed.produce(seed)) {
                for (int round = 0; round < 3; round++) {
                    try (JobProcess process = bed.launch()) {
                        process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
                        process.letRun(Duration.ofMillis(random.nextInt(1000)));
                        disk.abort();
                        assertThat(process.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
                        assertThat(process.output())
                                .containsPattern("@failed StorageException: .*" + checkpoint
                                        + ".*(Read-only file system|Input/output error|in the background)");
                    }
                    disk.mountAgain();
                }
                producer.finish();
            }
            bed.finish();
            bed.check();
        }
    }

    /** Committed output waits for room; no batch is left out and none appears twice. Planted defect: a failed write is passed over. */
    @Test
    void aFullDiskOfTheFileSinkDelaysOutputAndLosesNone() throws Exception {
        long seed = Seed.drawn();
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEGABYTES)) {
            TestBed plain = TestBed.create(broker, "published", directory);
            TestBed bed = plain.with(
                    plain.job().withFiles(disk.root().resolve("files")).patient(100, Duration.ofSeconds(60)));
            try (LedgerProducer producer = bed.produce(seed)) {
                try (JobProcess process = bed.launch()) {
                    for (int round = 1; round <= 3; round++) {
                        process.awaitCount(
                                RunningSumsJob.COMMITTED,
                                process.count(RunningSumsJob.COMMITTED) + 3,
                                TestBed.PATIENCE);
                        long failures = process.count("No space left");
                        disk.fill();
                        process.awaitCount("No space left", failures + 1, TestBed.PATIENCE);
                        disk.free();
                    }
                    producer.finish();
                    bed.finish(process);
                    assertThat(process.output()).contains("sink files cannot publish");
                }
            }
            bed.check();
        }
    }
}

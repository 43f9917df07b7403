package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.SplitPosition;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row A31 in real processes, with real RocksDB: each process has another number of shards, and is killed while it cuts the
 * state anew or in its first batches.
 */
class RescaledJobIT {

    private static final List<Integer> SHARDS = List.of(2, 3, 1, 5, 16, 17, 4, 4, 2);

    /** More than there is time for: no process runs out of input, however slow the machine is. */
    private static final long MANY = 10_000_000;

    /** What the last process reads after all others have been killed. */
    private static final long LAST = 2_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void outputIsExactHoweverOftenTheStateIsCutAnew() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        MadeUpSumsJob job = new MadeUpSumsJob(directory, MANY, MadeUpSumsJob.Defect.NONE);
        Path log = directory.resolve("job.log");
        try {
            int whileCut = 0;
            for (int shards : SHARDS) {
                try (JobProcess process = JobProcess.start(launch(job, shards), log)) {
                    boolean early = random.nextInt(3) == 0;
                    if (!early) {
                        process.awaitCount(RunningSumsJob.COMMITTED, 1 + random.nextInt(4), TestBed.PATIENCE);
                    }
                    process.letRun(Duration.ofMillis(random.nextInt(early ? 2_000 : 100)));
                    assertThat(process.killHard()).isTrue();
                    whileCut += early ? 1 : 0;
                }
            }
            System.out.println("seed " + seed + ": " + SHARDS.size() + " kills, " + whileCut + " not after a batch");
            finish(new MadeUpSumsJob(directory, 2 * furthest(job) + LAST, MadeUpSumsJob.Defect.NONE));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", everything is kept in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Launch launch(MadeUpSumsJob job, int shards) {
        return Launch.of(MadeUpSumsJob.class, job.arguments()).with("-D" + MadeUpSumsJob.PARALLELISM + "=" + shards);
    }

    /** The highest offset of the two splits. */
    private static long furthest(MadeUpSumsJob job) {
        try (LocalStorage storage = new LocalStorage(job.checkpoint())) {
            return new CheckpointReader(storage)
                    .readHead().manifest().sources().get("numbers").positions().stream()
                            .mapToLong(SplitPosition::offset)
                            .max()
                            .orElseThrow();
        }
    }

    private static void finish(MadeUpSumsJob job) throws Exception {
        try (StreamingContext context = job.context()) {
            context.start();
            Awaitility.await("all sums")
                    .atMost(TestBed.PATIENCE)
                    .until(() -> Outputs.files(job.files()).size() >= job.records());
        }
        SumsChecker.check(job.files().toString(), job.sums(), Outputs.files(job.files()));
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A process that runs for a hundred thousand batches holds no more in the end than it did at first. */
class LeakIT {

    private static final int SAMPLES = 20;

    /** All of the heap is there from the start, so that what grows is native memory. */
    private static final String[] OPTIONS = {"-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"};

    private static final long THREADS_MORE_MAX = 2;

    /** RocksDB has more or fewer tables open, from one snapshot to the next. */
    private static final long DESCRIPTORS_MORE_MAX = 40;

    private static final long FILES_MORE_MAX = 40;
    private static final long MEGABYTES_MORE_MAX = 12;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Between the samples that are compared are 50,000 batches: half a kilobyte lost in each is seen. */
    @Test
    @Tag("long")
    void nothingGrowsInAHundredThousandBatches() throws Exception {
        requireFlat(Integer.getInteger("holdfast.batches", 100_000));
    }

    @Test
    void nothingGrowsInAFewThousandBatches() throws Exception {
        requireFlat(2_000);
    }

    private void requireFlat(int batches) throws Exception {
        List<Vitals> samples = run(batches / SAMPLES);
        // In the first quarter caches fill, code is compiled, and batches become old enough to be pruned.
        List<Vitals> early = samples.subList(SAMPLES / 4, SAMPLES / 2);
        List<Vitals> late = samples.subList(3 * SAMPLES / 4, SAMPLES);
        System.out.println("Vitals over " + batches + " batches: " + samples);
        requireFlat("threads", early, late, Vitals::threads, THREADS_MORE_MAX);
        requireFlat("descriptors", early, late, Vitals::descriptors, DESCRIPTORS_MORE_MAX);
        requireFlat("files in the checkpoint directory", early, late, Vitals::checkpointFiles, FILES_MORE_MAX);
        requireFlat("megabytes resident", early, late, Vitals::residentMegabytes, MEGABYTES_MORE_MAX);
    }

    private List<Vitals> run(int between) throws Exception {
        Path checkpoint = directory.resolve("checkpoint");
        Launch launch = Launch.of(SteadyJob.class, List.of(checkpoint.toString(), Integer.toString(between)))
                .with(OPTIONS);
        List<Vitals> samples = new ArrayList<>();
        try (JobProcess process = JobProcess.start(launch, directory.resolve("job.log"))) {
            while (samples.size() < SAMPLES) {
                process.awaitCount(SteadyJob.MILESTONE, samples.size() + 1, TestBed.PATIENCE);
                samples.add(Vitals.of(process, checkpoint));
            }
        }
        return samples;
    }

    private static void requireFlat(
            String what, List<Vitals> early, List<Vitals> late, ToLongFunction<Vitals> vital, long moreMax) {
        assertThat(most(late, vital)).as(what).isLessThanOrEqualTo(most(early, vital) + moreMax);
    }

    private static long most(List<Vitals> samples, ToLongFunction<Vitals> vital) {
        return samples.stream().mapToLong(vital).max().orElseThrow();
    }
}

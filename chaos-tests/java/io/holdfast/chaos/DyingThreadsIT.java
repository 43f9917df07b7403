package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.chaos.MadeUpSumsJob.Defect;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An Error on any thread of the engine, also for want of memory, ends the process: it is never half alive. What it had
 * published is right, and without the defect the job goes on from there. Planted defect: the lane of a sink takes note of
 * exceptions, but not of an Error.
 */
class DyingThreadsIT {

    private static final long RECORDS = 6_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void anErrorOnAnyThreadEndsTheProcess(Defect defect) throws Exception {
        MadeUpSumsJob job = new MadeUpSumsJob(directory, RECORDS, defect);
        Launch launch = Launch.of(MadeUpSumsJob.class, job.arguments()).with("-Xmx64m");
        try (JobProcess process = JobProcess.start(launch, directory.resolve("job.log"))) {
            assertThat(process.awaitExit(TestBed.PATIENCE)).isNotZero();
            assertThat(process.output())
                    .contains(RunningSumsJob.COMMITTED)
                    .contains(defect == Defect.HOARDS ? "OutOfMemoryError" : "planted in " + defect);
        }
        if (defect == Defect.CODEC || defect == Defect.SINK) {
            return; // What is stored needs the codec, and what is pending the sink, so there is no going on without.
        }
        MadeUpSumsJob mended = new MadeUpSumsJob(directory, RECORDS, Defect.NONE);
        try (StreamingContext context = mended.context()) {
            context.start();
            Awaitility.await("all sums")
                    .atMost(TestBed.PATIENCE)
                    .until(() -> Outputs.files(mended.files()).size() >= RECORDS);
        }
        SumsChecker.check(mended.files().toString(), mended.sums(), Outputs.files(mended.files()));
    }
}

package io.holdfast.chaos;

import io.holdfast.chaos.KillPlan.Aim;
import io.holdfast.chaos.KillPlan.Moment;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Launches the job, waits for what a kill is aimed at, and kills. */
final class Killer {

    private Killer() {}

    /** One life of the job, to the moment that is due. */
    static void liveAndDie(TestBed bed, Moment moment, KillReport report) throws Exception {
        Traces atLaunch = Traces.of(bed.job());
        try (JobProcess process = bed.launch()) {
            aim(moment.aim(), process, bed.job(), atLaunch);
            process.letRun(moment.delay());
            report.kill(moment, process, bed.job(), atLaunch);
        }
    }

    static void aim(Aim aim, JobProcess process, RunningSumsJob job, Traces atLaunch) {
        if (aim.needsProgress()) {
            process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
        }
        switch (aim) {
            case STARTUP, RUNNING -> {}
            case READY -> process.await(RunningSumsJob.READY, TestBed.PATIENCE);
            case COMMIT -> await(() -> !news(job, atLaunch).commits().isEmpty());
            case SNAPSHOT -> await(() -> !news(job, atLaunch).snapshots().isEmpty());
            case PUBLISH -> await(() -> !news(job, atLaunch).publications().isEmpty());
            case PRUNE -> {
                long oldest = Wreck.oldest(job);
                await(() -> Wreck.oldest(job) > oldest);
            }
        }
    }

    private static Traces news(RunningSumsJob job, Traces atLaunch) {
        return Traces.of(job).since(atLaunch);
    }

    private static void await(Callable<Boolean> sight) {
        Awaitility.await()
                .atMost(TestBed.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(sight);
    }
}

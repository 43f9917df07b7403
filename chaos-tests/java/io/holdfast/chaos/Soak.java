package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.KillPlan.Aim;
import io.holdfast.chaos.KillPlan.Moment;
import io.holdfast.chaos.Link.Way;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;

/** One fault after the other, each with a life of the job of its own. */
final class Soak {

    private static final Moment SOON = new Moment(Aim.RUNNING, Duration.ZERO);

    private final SoakSite site;
    private final TestBed bed;
    private final SoakReport report;
    private final Random random;

    Soak(SoakSite site, SoakReport report, Random random) {
        this.site = site;
        bed = site.bed();
        this.report = report;
        this.random = random;
    }

    /** Injects a fault that is drawn. */
    void next() throws Exception {
        SoakFault fault = SoakFault.draw(random);
        switch (fault) {
            case KILL -> Killer.liveAndDie(bed, KillPlan.draw(random), report.kills());
            case CONNECTIONS_CUT -> connectionsCut();
            case BLACK_HOLE -> blackHole();
            case BROKER_KILLED -> brokerKilled();
            case OWNER_STOPPED -> ownerStopped();
            case DISK_FULL -> diskFull();
            case TERMINATED -> terminated();
        }
        report.injected(fault);
    }

    /** A life that gets somewhere, is hit, gets somewhere again, and is killed. */
    private void hit(Hit fault) throws Exception {
        Traces atLaunch = Traces.of(bed.job());
        try (JobProcess process = bed.launch()) {
            process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            fault.strike(process);
            awaitCommits(process, 3);
            report.kills().kill(SOON, process, bed.job(), atLaunch);
        }
    }

    private interface Hit {
        void strike(JobProcess process) throws Exception;
    }

    private static void awaitCommits(JobProcess process, int more) {
        process.awaitCount(RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + more, TestBed.PATIENCE);
    }

    private void connectionsCut() throws Exception {
        hit(process -> {
            int cut = 0;
            for (int i = 0; i < 4; i++) {
                process.letRun(upTo(400));
                cut += site.proxy().cut();
            }
            assertThat(cut).as("connections cut").isPositive();
        });
    }

    private void blackHole() throws Exception {
        if (random.nextBoolean()) {
            hit(process -> {
                hold();
                process.letRun(upTo(3000));
                site.proxy().release();
            });
        } else {
            Traces atLaunch = Traces.of(bed.job());
            try (JobProcess process = bed.launch()) {
                process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
                hold();
                process.letRun(upTo(1000));
                report.kills().kill(SOON, process, bed.job(), atLaunch);
            } finally {
                site.proxy().release();
            }
        }
    }

    private void hold() {
        site.proxy().gate(Way.TO_BROKER).hold();
        site.proxy().gate(Way.TO_JOB).hold();
    }

    private void brokerKilled() throws Exception {
        hit(process -> {
            process.letRun(upTo(500));
            site.broker().killHard();
            process.letRun(upTo(1000));
            site.broker().restart();
        });
    }

    private void ownerStopped() throws Exception {
        Traces atLaunch = Traces.of(bed.job());
        try (JobProcess owner = bed.launch()) {
            owner.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            owner.letRun(upTo(500));
            owner.pause();
            Files.delete(bed.job().checkpoint().resolve("lock"));
            try (JobProcess successor = bed.launch()) {
                successor.awaitCount(RunningSumsJob.COMMITTED, 2, TestBed.PATIENCE);
                owner.resume();
                assertThat(owner.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
                assertThat(owner.output()).contains("@failed FencedException");
                awaitCommits(successor, 2);
                report.kills().lived(owner);
                report.kills().kill(SOON, successor, bed.job(), atLaunch);
            }
        }
    }

    private void diskFull() throws Exception {
        try (JobProcess process = bed.launch()) {
            process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            process.letRun(upTo(500));
            // Again and again: pruning may give the job what it needs.
            Awaitility.await("end on a full disk").atMost(TestBed.PATIENCE).until(() -> {
                site.disk().fill();
                return !process.isAlive();
            });
            assertThat(process.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
            assertThat(process.output()).containsPattern("@failed StorageException: .*No space left");
            report.kills().lived(process);
        } finally {
            site.disk().free();
        }
    }

    private void terminated() throws Exception {
        try (JobProcess process = bed.launch()) {
            process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            process.letRun(upTo(300));
            assertThat(process.terminate(TestBed.PATIENCE))
                    .as("exit code after SIGTERM")
                    .isZero();
            report.kills().lived(process);
        }
    }

    private Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis));
    }
}

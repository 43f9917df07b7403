package io.holdfast.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** SIGKILL, aimed at what the process is doing. */
record KillFault(Aim aim, RandomGenerator random) implements Fault {

    @Override
    public FaultKind kind() {
        return FaultKind.KILL;
    }

    @Override
    public FaultPoint inject(RunningJob job, Scene scene) throws Exception {
        boolean met = aim == Aim.START_UP ? awaitStartUp(job) : scene.moments().await(aim, job.child());
        long nanos = job.time().monotonicNanos();
        Instant at = job.now();
        boolean killed = job.child().kill();
        long batch = scene.newestBatch();
        String note =
                killed ? "" : "the process had ended by itself: " + job.child().lastWords();
        RunningJob.Recovery recovery = job.restart(nanos);
        String hit = (met ? aim : Aim.RUNNING).text();
        return scene.point(kind(), hit, at, nanos, batch, killed, recovery, note);
    }

    /** Somewhere in a start-up, which takes a death before it. */
    private boolean awaitStartUp(RunningJob job) throws Exception {
        job.child().kill();
        Child starting = job.start();
        long delay = random.nextLong(Math.max(1, job.lastStart().toMillis()));
        return !starting.endsWithin(Duration.ofMillis(delay));
    }
}

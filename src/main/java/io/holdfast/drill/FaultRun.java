package io.holdfast.drill;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The part of a drill in which the job runs and is hit by faults. */
final class FaultRun {

    private static final Duration LOOK = Duration.ofMillis(100);

    /** A process whose last event was read ends within this. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final Duration COLLECT = Duration.ofMillis(20);

    private final DrillOptions options;
    private final RunningJob job;
    private final Scene scene;
    private final Progress progress;
    private final Workers workers;
    private final List<FaultPoint> points = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean interrupted;
    private Verdict verdict = Verdict.PASSED;
    private boolean stoppedCleanly;
    private Duration duration = Duration.ZERO;

    FaultRun(DrillOptions options, RunningJob job, Scene scene, Progress progress, Workers workers) {
        this.options = options;
        this.job = job;
        this.scene = scene;
        this.progress = progress;
        this.workers = workers;
    }

    /** Ends the faults early, in good order. Thread-safe. */
    void interrupt() {
        interrupted = true;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    List<FaultPoint> points() {
        return List.copyOf(points);
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }

    Verdict verdict() {
        return verdict;
    }

    /** Whether the job ended so that everything that is sealed must be published. */
    boolean stoppedCleanly() {
        return stoppedCleanly;
    }

    Duration duration() {
        return duration;
    }

    /** Runs the job through all faults and stops it; what went wrong is among the reasons. */
    void run() throws Exception {
        Schedule schedule = new Schedule(options);
        try (Worker archivist = workers.start("archive")) {
            var unused = archivist.submit(this::collect);
            try {
                begin();
                injectAll(schedule);
                job.stop();
                stoppedCleanly = true;
            } catch (CannotGoOn e) {
                verdict = verdict.and(e.verdict());
                reasons.add(e.reason());
                progress.event(e.reason());
            } finally {
                job.close();
                over.complete(null);
            }
        }
        scene.archive().collect();
        duration = Duration.ofNanos(job.time().monotonicNanos() - scene.startNanos());
        checkEffects(schedule);
    }

    private boolean collect() {
        do {
            scene.archive().collect();
        } while (!workers.await(over, COLLECT));
        return true;
    }

    /** A job that does not even start has nothing to be drilled for. */
    private void begin() throws Exception {
        Child child = job.start();
        RunningJob.Recovery start;
        try {
            start = job.awaitRecovery(child, child.launchedNanos());
        } catch (CannotGoOn e) {
            throw new ConfigurationException(e.reason());
        }
        if (start.batchMillis() == null) {
            throw withoutBatch("its first start");
        }
        progress.event("the job is ready after " + start.readyMillis() + " ms, its first batch is committed");
    }

    private CannotGoOn withoutBatch(String after) throws InterruptedException {
        if (job.child().endsWithin(ENDING)) {
            return endedByItself();
        }
        return new CannotGoOn(
                Verdict.INCONCLUSIVE,
                "no batch was committed within " + options.patience().toSeconds() + " s after " + after
                        + ": either there is no input left, and the drill needs more of it, or the job hangs (or it is"
                        + " slow: --patience)");
    }

    private void injectAll(Schedule schedule) throws Exception {
        List<Fault> faults = schedule.faults();
        for (int i = 0; i < faults.size() && !interrupted; i++) {
            waitUntil(schedule.due(i, options.duration()), i, faults.size());
            if (interrupted || elapsed().compareTo(options.duration()) > 0) {
                return;
            }
            Fault fault = faults.get(i);
            FaultPoint point = fault.inject(job, scene);
            points.add(point);
            progress.event(line(i + 1, faults.size(), point));
            if (point.recoveryMillis() == null) {
                throw withoutBatch("fault " + (i + 1));
            }
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(job.time().monotonicNanos() - scene.startNanos());
    }

    private void waitUntil(Duration due, int done, int of) throws Exception {
        for (Duration left = due.minus(elapsed()); !left.isNegative() && !interrupted; left = due.minus(elapsed())) {
            status(done, of);
            boolean ended = job.child().endsWithin(left.compareTo(LOOK) < 0 ? left : LOOK);
            if (ended && !interrupted) {
                throw endedByItself();
            }
        }
    }

    private CannotGoOn endedByItself() {
        String refusal = job.child().refusal();
        if (refusal != null) {
            throw new ConfigurationException(refusal);
        }
        String words = job.child().lastWords();
        boolean ownWill = words != null && words.equals("the job stopped by itself");
        return new CannotGoOn(
                ownWill ? Verdict.INCONCLUSIVE : Verdict.FAILED,
                "the process ended although nobody had killed it: " + (words == null ? "it said nothing" : words));
    }

    private void status(int done, int of) {
        Duration elapsed = elapsed();
        long left = Math.max(0, options.duration().minus(elapsed).toSeconds());
        double perMinute = done / Math.max(1.0 / 60, elapsed.toMillis() / 60_000.0);
        progress.status(String.format(
                java.util.Locale.ROOT,
                "%d of %d faults, %.1f a minute, batch %d, %d:%02d left",
                done,
                of,
                perMinute,
                scene.archive().last(),
                left / 60,
                left % 60));
    }

    private static String line(int number, int of, FaultPoint point) {
        String text = number + "/" + of + " " + point.kind().text() + " (" + point.aim() + ") after batch "
                + point.afterBatch() + ": ready after " + text(point.readyMillis()) + ", next batch after "
                + text(point.recoveryMillis());
        return point.note().isEmpty() ? text : text + "; " + point.note();
    }

    private static String text(@Nullable Long millis) {
        return millis == null ? "-" : millis + " ms";
    }

    /** A fault that was asked for and never hit anything proves nothing. */
    private void checkEffects(Schedule schedule) {
        for (FaultKind kind : options.faults()) {
            long wanted = schedule.faults().stream()
                    .filter(fault -> fault.kind() == kind)
                    .count();
            long hit = points.stream()
                    .filter(point -> point.kind() == kind && point.tookEffect())
                    .count();
            if (hit == 0) {
                inconclusive("no fault of kind " + kind.text() + " took effect" + lastNote(kind));
            } else if (hit < wanted) {
                inconclusive("only " + hit + " of " + wanted + " faults of kind " + kind.text() + " took effect"
                        + (interrupted ? ": the drill was ended early" : ": give it more --minutes, or fewer --kills"));
            }
        }
    }

    private String lastNote(FaultKind kind) {
        return points.stream()
                .filter(point -> point.kind() == kind && !point.note().isEmpty())
                .reduce((before, last) -> last)
                .map(point -> ": " + point.note())
                .orElse("");
    }

    private void inconclusive(String reason) {
        verdict = verdict.and(Verdict.INCONCLUSIVE);
        reasons.add(reason);
    }
}

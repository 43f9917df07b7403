package io.holdfast.chaos;

import io.holdfast.chaos.JobProcess.Line;
import io.holdfast.chaos.KillPlan.Aim;
import io.holdfast.chaos.KillPlan.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All kills of a run: what they were aimed at, what they have hit, and how long it took to get going again. */
final class KillReport {

    private final List<Kill> kills = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<Duration> undisturbed = new ArrayList<>();
    private @Nullable Long killedNanos;
    private int killsInOutage;

    /**
     * A kill that took effect.
     *
     * @param moment what it was aimed at
     * @param afterLaunch how old the process was
     * @param wasReady whether the job had said that it is ready
     * @param commits how many batches it had said to have committed in this life
     * @param wreck what it left behind
     */
    record Kill(Moment moment, Duration afterLaunch, boolean wasReady, long commits, Wreck wreck) {}

    /** Kills the process, which must still be alive; the traces are those at its launch. */
    void kill(Moment moment, JobProcess process, RunningSumsJob job, Traces atLaunch) throws InterruptedException {
        long now = System.nanoTime();
        if (!process.killHard()) {
            throw new AssertionError("kill " + (kills.size() + 1) + " (" + moment
                    + ") had no effect: the job had already ended; its output was\n" + process.output());
        }
        lived(process);
        if (killedNanos == null) {
            killedNanos = now;
        }
        killsInOutage++;
        Kill kill = new Kill(
                moment,
                Duration.ofNanos(now - process.launchedNanos()),
                process.find(RunningSumsJob.READY) != null,
                process.count(RunningSumsJob.COMMITTED),
                Wreck.of(job, atLaunch));
        kills.add(kill);
        System.out.println("kill " + kills.size() + ": " + kill);
    }

    /** Takes note of the life of a process: its first commit ends the outage that began with the kill before. */
    void lived(JobProcess process) {
        Line commit = process.find(RunningSumsJob.COMMITTED);
        if (commit != null && killedNanos != null) {
            Duration outage = Duration.ofNanos(commit.nanos() - killedNanos);
            recoveries.add(outage);
            if (killsInOutage == 1) {
                undisturbed.add(outage);
            }
            killedNanos = null;
            killsInOutage = 0;
        }
    }

    long count(Predicate<Kill> which) {
        return kills.stream().filter(which).count();
    }

    List<Kill> kills() {
        return kills;
    }

    private static Duration quantile(List<Duration> times, double quantile) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
    }

    private static String times(List<Duration> times) {
        return times.size() + " outages, p50 " + quantile(times, 0.5).toMillis() + " ms, p90 "
                + quantile(times, 0.9).toMillis() + " ms, p99 "
                + quantile(times, 0.99).toMillis() + " ms, slowest "
                + quantile(times, 1).toMillis() + " ms";
    }

    /** From a kill to the next commit: of all outages, and of those into which no second kill fell. */
    String recoveries() {
        return times(recoveries) + "; ended by the first restart: " + times(undisturbed);
    }

    /** What the kills have hit, by what was under way. */
    String phases() {
        return "before ready " + count(kill -> !kill.wasReady())
                + ", ready but before the first commit " + count(kill -> kill.wasReady() && kill.commits() == 0)
                + ", cut off a commit " + count(kill -> kill.wreck().commitCut())
                + ", a snapshot " + count(kill -> kill.wreck().snapshotCut())
                + ", a file being published " + count(kill -> kill.wreck().publicationCut())
                + ", just after the first deletion of a pruning " + aimedAt(Aim.PRUNE)
                + ", with snapshots in the directory "
                + count(kill -> kill.wreck().snapshots() > 0);
    }

    @Override
    public String toString() {
        return kills.size() + " kills, aimed at "
                + kills.stream()
                        .collect(Collectors.groupingBy(kill -> kill.moment().aim(), Collectors.counting()))
                + "; " + phases()
                + "; batches hit "
                + kills.stream().map(kill -> kill.wreck().head() + 1).toList()
                + "; " + recoveries();
    }

    /** How many kills were aimed so. */
    long aimedAt(Aim aim) {
        return count(kill -> kill.moment().aim() == aim);
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.KillPlan.Aim;
import io.holdfast.chaos.KillPlan.Moment;
import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job is killed with SIGKILL again and again, wherever it is, and what it published must be what one undisturbed run
 * would have published: for each key the exact sequence of running sums, in the topic and in the files.
 *
 * <p>Planted defects, each seen to fail this test: a sink's recovery that ignores the marker (doubled sums); a batch file
 * that gets its name 150 ms after the commit returned (a marker of a batch that never happened stops the next start); a
 * restore that skips the first delta after a snapshot (sums that never were); a source that reads uncommitted records
 * (the same); a consumer that places its partitions one by one (no restart gets anywhere).
 */
class KillIT {

    private static final Map<Aim, Integer> KILLS = new EnumMap<>(Map.of(
            Aim.STARTUP,
            8,
            Aim.READY,
            4,
            Aim.RUNNING,
            6,
            Aim.COMMIT,
            4,
            Aim.SNAPSHOT,
            4,
            Aim.PUBLISH,
            4,
            Aim.PRUNE,
            2));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void outputIsExactHoweverOftenTheJobIsKilled() throws Exception {
        long seed = Seed.drawn();
        KillReport report = new KillReport();
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"))) {
            TestBed bed = TestBed.create(broker, "killed", directory);
            int aborted = killAgainAndAgain(bed, seed, report);
            finish(bed, report);
            System.out.println("seed " + seed + ": " + bed.ledger().size() + " records, besides " + aborted
                    + " aborted; " + report);
            bed.check();
            requireEffect(report, aborted);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", everything is kept in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Kills as planned while records keep coming; returns how many of these were aborted. */
    private static int killAgainAndAgain(TestBed bed, long seed, KillReport report) throws Exception {
        try (LedgerProducer producer = bed.produce(seed)) {
            for (Moment moment : KillPlan.draw(KILLS, new Random(seed))) {
                Killer.liveAndDie(bed, moment, report);
            }
            return producer.finish();
        }
    }

    /** Lets the job work off all input, stops it in good order, and shows that another life has nothing to add. */
    private static void finish(TestBed bed, KillReport report) throws Exception {
        try (JobProcess last = bed.launch()) {
            last.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            bed.finish(last);
            report.lived(last);
        }
        bed.finish();
    }

    /** A run in which the faults did not fire proves nothing. */
    private static void requireEffect(KillReport report, int aborted) {
        KILLS.forEach((aim, count) ->
                assertThat(report.aimedAt(aim)).as("kills aimed at %s", aim).isEqualTo(count.longValue()));
        assertThat(report.kills()).hasSizeGreaterThanOrEqualTo(25);
        assertThat(report.count(kill -> !kill.wasReady()))
                .as("kills during start-up")
                .isPositive();
        assertThat(report.count(kill -> kill.wreck().commitCut()))
                .as("commits cut off")
                .isPositive();
        assertThat(report.count(kill -> kill.wreck().snapshotCut()))
                .as("snapshots cut off")
                .isPositive();
        assertThat(report.count(kill -> kill.wreck().publicationCut()))
                .as("files cut off")
                .isPositive();
        assertThat(report.count(kill -> kill.wreck().snapshots() > 0))
                .as("kills with a snapshot in the checkpoint directory")
                .isGreaterThanOrEqualTo(15);
        assertThat(report.kills().get(report.kills().size() - 1).wreck().oldest())
                .as("oldest batch at the last kill: pruning happened")
                .isPositive();
        assertThat(aborted).as("aborted records").isPositive();
        requireProgress(report);
    }

    private static void requireProgress(KillReport report) {
        long head = -1;
        for (KillReport.Kill kill : report.kills()) {
            assertThat(kill.wreck().head()).as("head at %s", kill).isGreaterThanOrEqualTo(head);
            assertThat(kill.wreck().workingCopies())
                    .as("working copies at %s", kill)
                    .isLessThanOrEqualTo(2);
            if (kill.moment().aim().needsProgress()) {
                assertThat(kill.commits())
                        .as("commits in the life that %s ended", kill)
                        .isPositive();
                assertThat(kill.wreck().head()).as("head at %s", kill).isGreaterThan(head);
            }
            head = kill.wreck().head();
        }
    }
}

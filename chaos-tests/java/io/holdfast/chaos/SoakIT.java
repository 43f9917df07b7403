package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long run: faults of all kinds, in an order drawn from a seed, until so many kills took effect
 * ({@code -Dholdfast.kills}, 1000 by default) or so many minutes have passed ({@code -Dholdfast.minutes}). Every few dozen
 * faults the input pauses, the job works off what there is and idles, and both outputs are checked, sum by sum.
 *
 * <p>Planted defect, seen by the first check: a recovery that does not look at the marker.
 */
@Tag("long")
class SoakIT {

    private static final int FAULTS_BETWEEN_CHECKS = 40;
    private static final int FAULTS_BETWEEN_REPORTS = 10;
    private static final Duration LONG_LIFE = Duration.ofSeconds(10);

    /** RocksDB opens and closes tables as it goes; a leak of one a batch would be twice as much in a long life. */
    private static final long DESCRIPTORS_MORE_MAX = 50;

    private static final long THREADS_MORE_MAX = 5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void outputIsExactOverAThousandKillsAndEveryOtherFault() throws Exception {
        long seed = Seed.drawn();
        int kills = Integer.getInteger("holdfast.kills", 1000);
        SoakReport report = new SoakReport(kills);
        try (SoakSite site = SoakSite.open(directory);
                SettledOutputs outputs = new SettledOutputs(site.bed())) {
            Soak soak = new Soak(site, report, new Random(seed));
            for (long round = 0; !isOver(report, kills); round++) {
                faults(site, soak, seed + round, report, outputs);
                settle(site.bed(), report, outputs);
            }
            System.out.println(report.summary(outputs.checked(), head(report) + 1));
            requireEffect(report);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", everything is kept in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static boolean isOver(SoakReport report, int kills) {
        return report.kills().kills().size() >= kills
                || report.elapsed().toMinutes() >= Integer.getInteger("holdfast.minutes", Integer.MAX_VALUE);
    }

    private static void faults(SoakSite site, Soak soak, long seed, SoakReport report, SettledOutputs outputs)
            throws Exception {
        try (LedgerProducer producer = site.bed().produce(seed)) {
            for (int i = 1; i <= FAULTS_BETWEEN_CHECKS; i++) {
                soak.next();
                if (i % FAULTS_BETWEEN_REPORTS == 0) {
                    System.out.println(report.progress(outputs.checked()));
                }
            }
            try (JobProcess process = site.bed().launch()) {
                process.awaitCount(RunningSumsJob.COMMITTED, 10, TestBed.PATIENCE);
                Vitals early = Vitals.of(process, site.bed().job().checkpoint());
                process.letRun(LONG_LIFE);
                report.vitals(early, Vitals.of(process, site.bed().job().checkpoint()));
                assertThat(process.terminate(TestBed.PATIENCE))
                        .as("exit code after SIGTERM")
                        .isZero();
                report.kills().lived(process);
            }
            producer.finish();
        }
    }

    /** No input, no faults: the job must come to rest with everything published, and all of it must be right. */
    private static void settle(TestBed bed, SoakReport report, SettledOutputs outputs) throws Exception {
        try (JobProcess process = bed.launch()) {
            process.await(RunningSumsJob.READY, TestBed.PATIENCE);
            Awaitility.await("all input")
                    .atMost(TestBed.PATIENCE)
                    .pollInSameThread()
                    .until(() -> {
                        process.letRun(Duration.ofMillis(50));
                        return outputs.complete();
                    });
            assertThat(process.terminate(TestBed.PATIENCE))
                    .as("exit code after SIGTERM")
                    .isZero();
            report.kills().lived(process);
        }
        outputs.check();
    }

    private static long head(SoakReport report) {
        List<KillReport.Kill> kills = report.kills().kills();
        return kills.get(kills.size() - 1).wreck().head();
    }

    /** A run in which the faults did not fire proves nothing; one that grows does not run for long. */
    private static void requireEffect(SoakReport report) {
        if (report.kills().kills().size() >= 200) {
            assertThat(report.faults()).as("faults injected").containsOnlyKeys(SoakFault.values());
            for (KillPlan.Aim aim : KillPlan.Aim.values()) {
                assertThat(report.kills().aimedAt(aim))
                        .as("kills aimed at " + aim)
                        .isPositive();
            }
            assertThat(report.kills().count(kill -> kill.wreck().commitCut())).isPositive();
            assertThat(report.kills().count(kill -> kill.wreck().snapshotCut())).isPositive();
            assertThat(report.kills().count(kill -> kill.wreck().publicationCut()))
                    .isPositive();
        }
        for (int life = 0; life < report.late().size(); life++) {
            Vitals early = report.early().get(life);
            Vitals late = report.late().get(life);
            assertThat(late.threads()).as("threads").isLessThanOrEqualTo(early.threads() + THREADS_MORE_MAX);
            assertThat(late.descriptors())
                    .as("descriptors")
                    .isLessThanOrEqualTo(early.descriptors() + DESCRIPTORS_MORE_MAX);
        }
        requireStationary("files in the checkpoint directory", report.late(), Vitals::checkpointFiles);
        requireStationary("megabytes resident", report.late(), Vitals::residentMegabytes);
    }

    /** The last third of a run holds no more than twice what the first third did. */
    private static void requireStationary(String what, List<Vitals> all, ToLongFunction<Vitals> vital) {
        List<Long> values = SoakReport.values(all, vital);
        int third = values.size() / 3;
        if (third > 0) {
            long before = values.subList(0, third).stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            long after = values.subList(values.size() - third, values.size()).stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            assertThat(after).as(what).isLessThanOrEqualTo(2 * before);
        }
    }
}

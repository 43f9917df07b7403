package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.drill.Comparison.Kind;
import io.holdfast.drill.SampleJob.Mistake;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whole drills in real processes, most of them of {@link SampleJob}. How many kills fit into the time is the machine's affair, so a drill
 * may say that it would have liked more of them.
 */
class DrillIT {

    @TempDir
    private Path directory;

    private DrillResult drill(Mistake mistake, List<String> call, Class<?> main) throws Exception {
        return drill(mistake, call, main, FaultKind.KILL, true, null);
    }

    private DrillResult drill(
            Mistake mistake, List<String> call, Class<?> main, FaultKind fault, boolean keep, @Nullable String check)
            throws Exception {
        return drill(mistake, call, main, fault, keep, check, null);
    }

    private DrillResult drill(
            Mistake mistake,
            List<String> call,
            Class<?> main,
            FaultKind fault,
            boolean keep,
            @Nullable String check,
            @Nullable Path checkpoint)
            throws Exception {
        return drill(SampleJob.class, mistake.name(), call, main, fault, keep, check, checkpoint);
    }

    private DrillResult drill(
            Class<?> job,
            String argument,
            List<String> call,
            Class<?> main,
            FaultKind fault,
            boolean keep,
            @Nullable String check,
            @Nullable Path checkpoint)
            throws Exception {
        DrillOptions options = new DrillOptions(
                new JobProgram(
                        job.getName(),
                        List.of(),
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(
                                directory.resolve("original").toString(),
                                directory.resolve("real-output").toString(),
                                argument),
                        Map.of()),
                2,
                Duration.ofSeconds(15),
                Set.of(fault),
                checkpoint == null ? null : new Original(checkpoint.toString(), Set.of()),
                null,
                Duration.ofMinutes(2),
                7,
                directory.resolve("report"),
                keep,
                call,
                false,
                check,
                null);
        return new Drill(options, new Logged(), main.getName()).run();
    }

    private record Logged() implements Progress {

        @Override
        public void event(String line) {
            LoggerFactory.getLogger(DrillIT.class).info(line);
        }

        @Override
        public void status(String line) {}
    }

    private static List<Comparison> notPassed(DrillResult result) {
        return result.comparisons().stream()
                .filter(one -> one.verdict() != Verdict.PASSED)
                .toList();
    }

    /** A function that adds at each call is named; one that replaces is not; nothing of the job's own is touched. */
    @Test
    void aGoodJobPassesAndAFunctionThatIsNotIdempotentIsNamed() throws Exception {
        DrillResult result = drill(Mistake.NONE, List.of("appends", "replaces"), RehearsedJob.class);
        assertThat(result.faults()).anyMatch(FaultPoint::tookEffect);
        assertThat(result.checks()).isNotEmpty().allMatch(check -> check.damage() == null);
        assertThat(notPassed(result)).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.REDELIVERY);
            assertThat(one.statement()).contains("'appends'", "not idempotent", "appended.txt");
        });
        assertThat(directory.resolve("original")).doesNotExist();
        assertThat(directory.resolve("real-output")).doesNotExist();
        assertThat(directory.resolve("report/report.json")).content().contains("\"tookEffect\" : true");
    }

    /** Planted: a clock in a map. */
    @Test
    void aClockInTheCodeIsNamed() throws Exception {
        DrillResult result = drill(Mistake.CLOCK, List.of(), RehearsedJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.NON_DETERMINISTIC);
        assertThat(result.reasons())
                .anyMatch(reason -> reason.contains("mapWithState 'sums'")
                        && reason.contains("two undisturbed runs over the same input differ")
                        && reason.contains("map #"));
    }

    /** Planted: the order of a set of objects that have no hash code of their own. */
    @Test
    void anOrderByMemoryAddressIsNamed() throws Exception {
        DrillResult result = drill(Mistake.IDENTITY_ORDER, List.of(), RehearsedJob.class);
        assertThat(notPassed(result)).singleElement().satisfies(one -> {
            assertThat(one.subject()).isEqualTo("sink 'items-out'");
            assertThat(one.verdict()).isEqualTo(Verdict.NON_DETERMINISTIC);
            assertThat(one.statement()).contains("in different orders", "flatMap #");
        });
    }

    /** Planted: {@link DoublingJob}. */
    @Test
    void outputThatIsPublishedTwiceFailsTheDrill() throws Exception {
        DrillResult result = drill(Mistake.NONE, List.of(), DoublingJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.comparisons())
                .filteredOn(one -> one.subject().equals("sink 'sums-out'"))
                .anyMatch(one -> one.kind() == Kind.PUBLISHED && one.statement().contains("again"));
    }

    /**
     * Needs root: the disk is mounted. Planted defect: the data is removed while the disk is still mounted there. The checker
     * counts lines, although functions get batches again: see {@link OutputFilesTest}.
     */
    @Test
    void aFullDiskIsOutlivedAndNothingButTheReportStays() throws Exception {
        DrillResult result = drill(
                Mistake.NONE,
                List.of(),
                RehearsedJob.class,
                FaultKind.DISK_FULL,
                false,
                "cd $HOLDFAST_DRILL_OUTPUT; wc -l *");
        assertThat(result.verdict()).as(result.reasons().toString()).isEqualTo(Verdict.PASSED);
        assertThat(result.faults()).anyMatch(FaultPoint::tookEffect);
        assertThat(directory.resolve("report/report.html")).exists();
        assertThat(directory.resolve("report/disk")).doesNotExist();
    }

    /**
     * The original runs on while its fork is drilled. Planted defect: the drilled job opens the original directory and not its
     * fork.
     */
    @Test
    void aJobThatRunsIsForkedAndNotDisturbed() throws Exception {
        Path original = directory.resolve("original");
        Process running = start();
        try {
            awaitBatchAfter(original, 10);
            // Links keep what the job prunes meanwhile.
            Path links = directory.resolve("links");
            Fork.of(new Original(original.toString(), Set.of()), links);
            FileTree before = FileTree.of(links);
            DrillResult result =
                    drill(Mistake.NONE, List.of(), RehearsedJob.class, FaultKind.KILL, true, null, original);
            assertThat(result.comparisons()).isNotEmpty();
            assertThat(notPassed(result)).isEmpty();
            assertThat(result.faults()).anyMatch(FaultPoint::tookEffect);
            assertThat(result.batches().get(0).batch()).isGreaterThan(10);
            assertThat(before.difference(FileTree.of(links))).isEmpty();
            awaitBatchAfter(original, head(original));
            assertThat(running.isAlive()).isTrue();
        } finally {
            running.destroyForcibly().waitFor();
        }
        CheckpointVerification.of(new LocalStorage(original));
        assertThat(new CheckpointReader(new LocalStorage(original))
                        .read(head(original))
                        .manifest()
                        .epoch())
                .isEqualTo(1);
    }

    /** The job as people start it, with no drill around it. */
    private Process start() throws Exception {
        return SampleJob.start(
                SampleJob.class,
                directory,
                directory.resolve("original.log"),
                List.of(
                        directory.resolve("original").toString(),
                        directory.resolve("real-output").toString(),
                        Mistake.NONE.name()));
    }

    private static long head(Path checkpoint) {
        return new CheckpointReader(new LocalStorage(checkpoint)).head().orElse(-1);
    }

    private static void awaitBatchAfter(Path checkpoint, long batch) {
        Awaitility.await("a batch after " + batch).atMost(Duration.ofMinutes(2)).until(() -> head(checkpoint) > batch);
    }

    /** Planted defect: a table beside the main one of an operator is looked for among the operators. */
    @Test
    void aJobWithWindowsAndEventTimePasses() throws Exception {
        DrillResult result =
                drill(WindowedJob.class, "", List.of(), RehearsedJob.class, FaultKind.KILL, true, null, null);
        assertThat(notPassed(result)).as(result.reasons().toString()).isEmpty();
        assertThat(result.faults()).anyMatch(FaultPoint::tookEffect);
        assertThat(result.comparisons())
                .extracting(Comparison::subject)
                .contains(
                        "reduceByKeyAndWindow 'tree#panes'",
                        "eventWindow 'session'",
                        "mapWithState 'reminders#timers'");
    }

    /** What is received in a drill would be missing elsewhere. Planted defect: it is not refused. */
    @Test
    void aJobWithAReceiverIsRefusedBeforeItReceivesAnything() {
        Path begun = directory.resolve("begun");
        assertThatThrownBy(() -> drill(
                        ReceivingJob.class,
                        begun.toString(),
                        List.of(),
                        RehearsedJob.class,
                        FaultKind.KILL,
                        true,
                        null,
                        null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("source 'heard' (receiver) cannot be read again");
        assertThat(begun).doesNotExist();
    }

    @Test
    void aProgramWithTwoJobsIsRefused() {
        assertThatThrownBy(() -> drill(Mistake.TWO_CONTEXTS, List.of(), RehearsedJob.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("programs that start one job");
    }
}

package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.drill.ReceivingJob;
import io.holdfast.drill.SampleJob;
import io.holdfast.drill.WindowedJob;
import io.holdfast.format.FileNames;
import io.holdfast.process.FreePorts;
import io.holdfast.reader.StoredCheckpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that jobs have recorded, most of them {@link SampleJob}, computed again in real processes. */
class ReplayCommandIT {

    private static final int BATCHES = 8;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs the job until it has committed some batches with records, and kills it. */
    private long record(Class<?> job, String argument) throws Exception {
        Process process = SampleJob.start(
                job,
                directory,
                directory.resolve("log"),
                List.of(checkpoint().toString(), directory.resolve("output").toString(), argument));
        try {
            Path wanted = checkpoint().resolve(FileNames.batch(BATCHES));
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(wanted));
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (StoredCheckpoint stored = StoredCheckpoint.open(checkpoint().toString())) {
            return stored.newest().id();
        }
    }

    private Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    private int replay(Class<?> job, long batch, String argument, String... options) {
        out.getBuffer().setLength(0);
        List<String> arguments = Stream.of(
                        Stream.of(
                                "replay",
                                "--job=" + job.getName(),
                                "--classpath=" + directory,
                                "--java-option=-Xmx256m",
                                "--java-option=-XX:TieredStopAtLevel=1",
                                "--checkpoint=" + checkpoint(),
                                "--batch=" + batch),
                        Stream.of(options),
                        Stream.of(
                                "--", "not-used", directory.resolve("not-used").toString(), argument))
                .flatMap(part -> part)
                .toList();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private TreeMap<String, Digest> content() throws Exception {
        TreeMap<String, Digest> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(file.toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    @Test
    void reproducesABatchOfADeterministicJobAndWritesNothing() throws Exception {
        long head = record(SampleJob.class, "NONE");
        var before = content();
        assertThat(replay(SampleJob.class, head, "NONE")).as("%s%s", out, err).isZero();
        assertThat(out.toString()).contains("batch " + head + " is reproduced", " as recorded");
        assertThat(content()).isEqualTo(before);
        assertThat(replay(SampleJob.class, head + 1, "NONE")).isEqualTo(2);
        assertThat(err.toString()).contains("batch " + (head + 1), "are retained");
        assertThat(replay(SampleJob.class, head - 1, "CLOCK"))
                .as("%s%s", out, err)
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("is NOT reproduced", "not deterministic")
                .containsPattern("differs at key \"\\d+\": recorded \"\\d+");
    }

    @Test
    void tellsCodeThatDependsOnTheClockFromCodeThatHasChanged() throws Exception {
        long head = record(SampleJob.class, "CLOCK");
        assertThat(replay(SampleJob.class, head, "NONE")).as("%s%s", out, err).isEqualTo(1);
        assertThat(out.toString()).contains("is NOT reproduced", "agree with each other, but not with the record");
        assertThat(replay(SampleJob.class, head, "IDENTITY_ORDER", "--json"))
                .as("%s%s", out, err)
                .isEqualTo(1);
        assertThat(out.toString()).contains("\"outcome\" : \"NOT_DETERMINISTIC\"");
    }

    /** Planted defects: the runs do not wait; nobody is told what they wait for. */
    @Test
    void eachRunWaitsForADebugger() throws Exception {
        long head = record(SampleJob.class, "NONE");
        int port = FreePorts.find(1).get(0);
        CompletableFuture<Integer> exitCode =
                CompletableFuture.supplyAsync(() -> replay(SampleJob.class, head, "NONE", "--debug=" + port));
        Debugger.follow(port, SampleJob.class);
        Debugger.follow(port, SampleJob.class);
        assertThat(exitCode.get(2, TimeUnit.MINUTES)).as("%s%s", out, err).isZero();
        assertThat(err.toString()).contains("two runs", "debugger at port " + port);
        assertThat(out.toString()).contains("batch " + head + " is reproduced");
    }

    /** Of all kinds of windows, timers and joins. Planted defect: as in {@code DrillIT}. */
    @Test
    void reproducesWindowsAndEventTime() throws Exception {
        long head = record(WindowedJob.class, "");
        assertThat(replay(WindowedJob.class, head, "")).as("%s%s", out, err).isZero();
        assertThat(out.toString())
                .contains(
                        "reduceByKeyAndWindow 'inverse#panes': ", "eventWindow 'tumbling#panes': ", "'event-time-out'")
                .contains("batch " + head + " is reproduced");
    }

    @Test
    void whatAReceiverReceivedCannotBeComputedAgain() throws Exception {
        Path begun = directory.resolve("begun");
        long head = record(ReceivingJob.class, begun.toString());
        Files.delete(begun);
        assertThat(replay(ReceivingJob.class, head, begun.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("source 'heard' (receiver) cannot be read again");
        assertThat(begun).doesNotExist();
    }
}

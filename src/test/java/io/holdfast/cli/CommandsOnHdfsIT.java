package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.drill.SampleJob;
import io.holdfast.format.FileNames;
import io.holdfast.reader.StoredCheckpoint;
import io.holdfast.storage.hadoop.HdfsCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a checkpoint that {@link SampleJob} has left in a real HDFS. */
class CommandsOnHdfsIT {

    private static final int BATCHES = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path servers;

    @SuppressWarnings("NullAway.Init")
    private static HdfsCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private static DistributedFileSystem client;

    @TempDir
    private Path directory;

    private URI checkpoint = URI.create("");
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        cluster = HdfsCluster.start(servers, 1);
        client = cluster.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void runJob(TestInfo test) throws Exception {
        checkpoint = cluster.directory(test.getTestMethod().orElseThrow().getName());
        runUntil(checkpoint, "output", BATCHES);
    }

    /** Runs the job until a batch is there, and kills it. Its old output is forgotten if it writes to another place. */
    private void runUntil(URI at, String output, long batch) throws Exception {
        Path log = directory.resolve("log-" + output);
        List<String> arguments =
                new ArrayList<>(List.of(at.toString(), directory.resolve(output).toString(), "NONE"));
        if (!output.equals("output")) {
            arguments.addAll(List.of("items-out", "sums-out", "totals-out"));
        }
        Process process = SampleJob.start(SampleJob.class, directory, log, arguments);
        try {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
                assertThat(process.isAlive()).as(() -> read(log)).isTrue();
                return client.exists(hadoop(at, FileNames.batch(batch)));
            });
        } finally {
            process.destroyForcibly().waitFor();
        }
        closeWhatTheDeadHadOpen(at);
    }

    /** Until then HDFS does not know how long these files are. */
    private void closeWhatTheDeadHadOpen(URI at) throws Exception {
        RemoteIterator<LocatedFileStatus> found = client.listFiles(hadoop(at, ""), true);
        while (found.hasNext()) {
            org.apache.hadoop.fs.Path file = found.next().getPath();
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> client.recoverLease(file));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return file + ": " + e;
        }
    }

    private static org.apache.hadoop.fs.Path hadoop(URI at, String name) {
        return new org.apache.hadoop.fs.Path(at + "/" + name);
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String succeeds(String... arguments) {
        assertThat(execute(arguments))
                .as("%s:%n%s%n%s", List.of(arguments), out, err)
                .isZero();
        return out.toString();
    }

    private String fails(String... arguments) {
        assertThat(execute(arguments))
                .as("%s:%n%s%n%s", List.of(arguments), out, err)
                .isEqualTo(1);
        return out.toString() + err;
    }

    private static long head(URI at) {
        try (StoredCheckpoint stored = StoredCheckpoint.open(at.toString())) {
            return stored.newest().id();
        }
    }

    @Test
    void whatTheyTellIsWhatTheyTellOfALocalCopy() throws Exception {
        Path copy = directory.resolve("copy");
        client.copyToLocalFile(false, hadoop(checkpoint, ""), new org.apache.hadoop.fs.Path(copy.toUri()), true);
        String earlier = Long.toString(head(checkpoint) - 2);
        for (List<String> command : List.of(
                List.of("ls"),
                List.of("show"),
                List.of("state"),
                List.of("state", "--operator=sums", "--limit=100"),
                List.of("offsets"),
                List.of("lineage"),
                List.of("lineage", "--as=svg"),
                List.of("diff", "--from=" + earlier, "--operator=totals"),
                List.of("prune", "--dry-run"),
                List.of("du"),
                List.of("verify"))) {
            assertThat(tells(command, checkpoint.toString()))
                    .as("%s", command)
                    .isNotEmpty()
                    .isEqualTo(tells(command, copy.toString()));
        }
    }

    private String tells(List<String> command, String location) {
        boolean drawing = command.contains("--as=svg");
        execute(Stream.of(
                        Stream.of(command.get(0), location),
                        command.stream().skip(1),
                        Stream.of("--json").filter(json -> !drawing))
                .flatMap(part -> part)
                .toArray(String[]::new));
        assertThat(err.toString()).as("%s", command).isEmpty();
        return out.toString().replace(location, "LOCATION");
    }

    @Test
    void whatTheyWriteAJobGoesOnFrom() throws Exception {
        String original = checkpoint.toString();
        long head = head(checkpoint);
        String dead = "tmp/00000000000000000000-a.0-0-probe";
        try (FSDataOutputStream file = client.create(hadoop(checkpoint, dead))) {
            file.write(new byte[2_500]);
        }
        assertThat(succeeds("prune", original, "--dry-run")).contains(dead);
        assertThat(client.exists(hadoop(checkpoint, dead))).isTrue();
        succeeds("prune", original);
        assertThat(client.exists(hadoop(checkpoint, dead))).isFalse();

        URI fork = cluster.directory("fork");
        succeeds("fork", original, fork.toString(), "--batch", Long.toString(head - 2), "--why", "to try");
        Path local = directory.resolve("local");
        succeeds("savepoint", original, local.toString(), "--why", "to carry");
        URI saved = cluster.directory("saved");
        succeeds("savepoint", local.toString(), saved.toString());
        URI revived = cluster.directory("revived");
        succeeds("fork", saved.toString(), revived.toString());
        for (Object one : List.of(fork, local, saved, revived)) {
            succeeds("verify", one.toString());
        }
        runUntil(fork, "output-of-fork", head(fork) + 3);
        runUntil(revived, "output-of-revived", head(revived) + 3);

        succeeds("pin", original, "--name", "before", "--why", "ticket 1");
        succeeds("offsets", "set", original, "numbers/0=17", "--why", "ticket 2");
        assertThat(succeeds("ls", original)).contains("before", "ticket 2");
        succeeds("unpin", original, "--name", "before");
        runUntil(checkpoint, "output", head(checkpoint) + 3);
        for (URI one : List.of(fork, revived, checkpoint)) {
            succeeds("verify", one.toString());
        }
    }

    @Test
    void aDamagedBatchIsPutAsideThere() throws Exception {
        String newest = FileNames.batch(head(checkpoint));
        try (FSDataOutputStream file = client.create(hadoop(checkpoint, newest), true)) {
            file.write(new byte[100]);
        }
        assertThat(fails("verify", checkpoint.toString())).contains(newest);
        succeeds("verify", checkpoint.toString(), "--repair");
        succeeds("verify", checkpoint.toString());
        assertThat(client.exists(hadoop(checkpoint, FileNames.ASIDE))).isTrue();
        // What the old one shows may hold more than the batch that the job is back at.
        runUntil(checkpoint, "output-after-repair", head(checkpoint) + 3);
    }

    @Test
    void aJobIsCheckedReplayedAndDrilledFromThereAndNothingIsWritten() throws Exception {
        TreeMap<String, Long> before = files();
        String batch = Long.toString(head(checkpoint));
        assertThat(succeeds(withJob("output", "check"))).contains("sums", "totals");
        assertThat(succeeds(withJob("not-used", "replay", "--batch=" + batch)))
                .contains("batch " + batch + " is reproduced");
        assertThat(succeeds(withJob(
                        "output",
                        "drill",
                        "--kills=2",
                        "--minutes=0.5",
                        "--seed=7",
                        "--report=" + directory.resolve("report"))))
                .contains("forked " + checkpoint + " at batch " + batch);
        assertThat(files()).isEqualTo(before);
    }

    private String[] withJob(String output, String command, String... options) {
        return Stream.of(
                        Stream.of(
                                command,
                                "--job=" + SampleJob.class.getName(),
                                "--classpath=" + directory,
                                "--java-option=-Xmx256m",
                                "--java-option=-XX:TieredStopAtLevel=1",
                                "--checkpoint=" + checkpoint),
                        Stream.of(options),
                        Stream.of("--", "not-used", directory.resolve(output).toString(), "NONE"))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** With the times of their last changes. */
    private TreeMap<String, Long> files() throws Exception {
        TreeMap<String, Long> files = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> found = client.listFiles(hadoop(checkpoint, ""), true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            files.put(file.getPath().toString(), file.getModificationTime());
        }
        return files;
    }
}

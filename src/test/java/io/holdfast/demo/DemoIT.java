package io.holdfast.demo;

import static io.holdfast.demo.DemoProcess.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.demo.DemoProcess.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as a person runs it: in a process of its own, killed, and run again with the same line.
 *
 * <p>Planted defects that this was seen to catch: a restore that leaves out the last delta (found by the demo's own
 * check); a key whose state outlives its timeout; RocksDB's library left to RocksDB to remove.
 */
class DemoIT {

    private static final long RATE = 4000;
    private static final long VISITORS = 1000;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final String[] LINE = {
        "--rate", "" + RATE, "--visitors", "" + VISITORS, "--idle", "1s", "--batch-interval", "100ms"
    };

    private final Path directory;

    DemoIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void goesOnAfterKillsWithEachClickCountedAndEachSessionPublishedOnce() throws Exception {
        Row last;
        try (DemoProcess first = DemoProcess.start(directory, LINE)) {
            first.await("Begins anew");
            first.await("Try it: kill -9 \\d+ and run the same line again");
            last = first.awaitRows(4);
            first.killHard();
        }
        try (DemoProcess second = DemoProcess.start(directory, LINE)) {
            last = resumes(second, last);
            second.killHard();
        }
        try (DemoProcess third = DemoProcess.start(directory, LINE)) {
            resumes(third, last);
            third.terminate();
            assertThat(third.exitCode()).as(third.output()).isZero();
            MatchResult stopped = third.await(
                    "Stopped after batch (\\d+) at click ([\\d,]+), with ([\\d,]+) sessions ended; run the same line to go on");
            List<String> sessions = publishedSessions();
            assertThat(sessions).hasSize((int) number(stopped.group(3))).isNotEmpty();
            // Splits are read evenly, but for what one batch has of one and not yet of another.
            long clicksPerSplit = number(stopped.group(2)) / Shop.SPLITS + RATE;
            SessionModel.of(new Shop(RATE, VISITORS, IDLE), clicksPerSplit).check(sessions);
        }
        assertThat(leftBehind()).as("unpacked libraries of killed processes").isEmpty();
    }

    /** Checks that a run resumed from a batch that the former had shown, or a later one, and ran on. */
    private static Row resumes(DemoProcess process, Row before) {
        MatchResult resumed =
                process.await("Resumed from batch (\\d+) with ([\\d,]+) keys of state \\(epoch (\\d+)\\)");
        assertThat(number(resumed.group(1))).isGreaterThanOrEqualTo(before.batch());
        assertThat(number(resumed.group(2))).isPositive();
        MatchResult first = process.await("First new batch: (\\d+), .* goes on from click ([\\d,]+)");
        assertThat(number(first.group(1))).isGreaterThan(number(resumed.group(1)));
        assertThat(number(first.group(2))).isGreaterThanOrEqualTo(before.clicks());
        return process.awaitRows(4);
    }

    private List<String> publishedSessions() throws IOException {
        List<Path> batches;
        try (Stream<Path> entries = Files.list(directory.resolve("holdfast-demo/output/ended-sessions"))) {
            batches = entries.filter(Files::isDirectory).sorted().toList();
        }
        List<String> lines = new ArrayList<>();
        for (Path batch : batches) {
            lines.addAll(Files.readAllLines(batch.resolve("part-00000.csv")));
        }
        return lines;
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().contains("rocksdb"))
                    .toList();
        }
    }

    @Test
    void stopsByItselfAfterTheGivenTime() throws Exception {
        try (DemoProcess demo = DemoProcess.start(directory, "--seconds", "1", "--rate", "100")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            demo.await("Stopped");
        }
    }

    @Test
    void saysOnceWhyItCannotStart() throws Exception {
        Files.createDirectories(directory.resolve("foreign"));
        Files.writeString(directory.resolve("foreign/thesis.txt"), "years of work");
        try (DemoProcess demo = DemoProcess.start(directory, "--checkpoint", "foreign")) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.output())
                    .containsOnlyOnce("thesis.txt")
                    .contains("error: checkpoint directory")
                    .doesNotContain("\tat ");
        }
    }
}

package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.source.receiver.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in processes of its own that are killed. */
class RecoverableNetworkWordCountIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final PublishedLines counts;
    private final PublishedLines dropped;

    RecoverableNetworkWordCountIT(@TempDir Path directory) {
        this.directory = directory;
        counts = new PublishedLines(directory.resolve("output/counts"));
        dropped = new PublishedLines(directory.resolve("output/dropped"));
    }

    @Test
    void whatWasCountedBeforeAKillIsNeitherLostNorCountedAgain() throws Exception {
        try (LineServer server = new LineServer()) {
            roundUntilKilled(server, "a word b\nword c a\n", "4");
            assertThat(counts.sums()).isEqualTo(Map.of("word", 2L));
            roundUntilKilled(server, "b word said\n", "5");
            assertThat(counts.sums()).isEqualTo(Map.of("word", 3L, "said", 1L));
            assertThat(dropped.lines()).endsWith("5").doesNotHaveDuplicates();
        }
    }

    /** Sends lines to a new process, and kills it when their dropped words are counted and the rest is published. */
    private void roundUntilKilled(LineServer server, String lines, String droppedInTotal) throws Exception {
        int before = counts.lines().size();
        Process process = start(server);
        try (var client = server.accept()) {
            client.send(lines);
            await().atMost(PATIENCE)
                    .until(() -> dropped.lines().contains(droppedInTotal)
                            && counts.lines().size() > before);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(LineServer server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecoverableNetworkWordCount.class.getName(),
                        server.host(),
                        Integer.toString(server.port()),
                        directory.resolve("checkpoint").toString(),
                        directory.resolve("output").toString())
                .inheritIO()
                .start();
    }
}

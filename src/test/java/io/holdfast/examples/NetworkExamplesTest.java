package io.holdfast.examples;

import static io.holdfast.model.Pair.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.StreamingContext;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.receiver.LineServer;
import io.holdfast.source.receiver.SocketTextSource;
import io.holdfast.testkit.TestJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples that read a socket: over a real one, and batch by batch without. */
class NetworkExamplesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path NOWHERE = Path.of("/does/not/exist");
    private static final SocketTextSource NOBODY = SocketTextSource.of("localhost", 1);

    private final Path directory;

    NetworkExamplesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void wordsOfARealConnectionAreCounted() throws Exception {
        PublishedLines counts = new PublishedLines(directory.resolve("counts"));
        try (LineServer server = new LineServer();
                StreamingContext context = NetworkWordCount.describe(
                        SocketTextSource.of(server.host(), server.port()),
                        directory.resolve("checkpoint"),
                        TextFileSink.of(counts.directory()))) {
            context.start();
            try (var client = server.accept()) {
                client.send("to be or not to be\nto do\n");
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(counts.sums())
                        .isEqualTo(Map.of("to", 3L, "be", 2L, "or", 1L, "not", 1L, "do", 1L)));
            }
        }
    }

    @Test
    void wordsAreCountedInEachBatchAnew() {
        try (TestJob job = TestJob.of(() -> NetworkWordCount.describe(NOBODY, NOWHERE, PrintSink.of()))) {
            job.input("lines").add("to be or not", "to be");
            job.runBatch();
            assertThat(job.output("counts"))
                    .containsExactlyInAnyOrder(of("to", 2L), of("be", 2L), of("or", 1L), of("not", 1L));
            job.input("lines").add("be");
            job.runBatch();
            assertThat(job.output("counts")).containsExactly(of("be", 1L));
        }
    }

    @Test
    void totalsOverARealConnectionGoOnInTheNextProcess() throws Exception {
        PublishedLines totals = new PublishedLines(directory.resolve("totals"));
        try (LineServer server = new LineServer()) {
            for (String[] round : new String[][] {{"hello you\n", "(you,1)"}, {"you hello\n", "(you,2)"}}) {
                try (StreamingContext context = StatefulNetworkWordCount.describe(
                        SocketTextSource.of(server.host(), server.port()),
                        directory.resolve("checkpoint"),
                        TextFileSink.of(totals.directory()))) {
                    context.start();
                    try (var client = server.accept()) {
                        client.send(round[0]);
                        await().atMost(PATIENCE).until(() -> totals.lines().contains(round[1]));
                    }
                }
            }
        }
        assertThat(totals.lines()).containsExactlyInAnyOrder("(hello,2)", "(you,1)", "(you,2)", "(hello,3)");
    }

    @Test
    void totalsBeginWithTheInitialOnes() {
        try (TestJob job = TestJob.of(() -> StatefulNetworkWordCount.describe(NOBODY, NOWHERE, PrintSink.of()))) {
            job.input("lines").add("hello you", "hello");
            job.runBatch();
            assertThat(job.output("totals-so-far"))
                    .containsExactlyInAnyOrder(of("hello", 2L), of("you", 1L), of("hello", 3L));
            job.restart();
            job.input("lines").add("world you");
            job.runBatch();
            assertThat(job.output("totals-so-far")).containsExactlyInAnyOrder(of("world", 2L), of("you", 2L));
        }
    }

    @Test
    void droppedWordsAreCountedAcrossBatchesAndCrashes() {
        try (TestJob job = TestJob.of(
                () -> RecoverableNetworkWordCount.describe(NOBODY, NOWHERE, PrintSink.of(), PrintSink.of()))) {
            job.input("lines").add("a word b", "word c a");
            job.runBatch();
            assertThat(job.output("counts")).containsExactly(of("word", 2L));
            assertThat(job.output("dropped-so-far")).containsExactly(4L);
            job.crash();
            job.input("lines").add("b said");
            job.runBatch();
            assertThat(job.output("counts")).containsExactly(of("said", 1L));
            assertThat(job.output("dropped-so-far")).containsExactly(5L);
        }
    }
}

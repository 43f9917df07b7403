package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.common.Digest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.JobListener;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkTest {

    @TempDir
    private Path directory;

    private static TreeMap<String, Digest> content(Path root) throws Exception {
        TreeMap<String, Digest> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(root.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    private static Original original(Path checkpoint) {
        return new Original(checkpoint.toString(), Set.of());
    }

    private StreamingContext job(Path checkpoint, int retained, CountDownLatch batches) {
        StreamingContext context = StreamingContext.builder("sample")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(20))
                .retainedBatches(retained)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        batches.countDown();
                    }
                })
                .build();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> offset).recordsPerSecond(1000))
                .to("out", TextFileSink.<Long>of(directory.resolve("out")));
        return context;
    }

    @Test
    void changesNothingInTheOriginal() throws Exception {
        Path checkpoint = directory.resolve("checkpoint");
        CountDownLatch batches = new CountDownLatch(10);
        try (StreamingContext context = job(checkpoint, 5, batches)) {
            context.start();
            batches.await();
        }
        TreeMap<String, Digest> before = content(checkpoint);
        CheckpointVerification fork = Fork.of(original(checkpoint), directory.resolve("fork"));
        assertThat(content(checkpoint)).isEqualTo(before);
        assertThat(fork.head()).isGreaterThanOrEqualTo(10);
    }

    /** The job commits and prunes while it is forked again and again. */
    @Test
    void aForkOfARunningJobIsWhole() throws Exception {
        Path checkpoint = directory.resolve("checkpoint");
        CountDownLatch batches = new CountDownLatch(20);
        try (StreamingContext context = job(checkpoint, 20, batches)) {
            context.start();
            batches.await();
            for (int i = 0; i < 10; i++) {
                assertThat(Fork.of(original(checkpoint), directory.resolve("fork-" + i))
                                .batches())
                        .isPositive();
            }
            assertThat(context.state()).isEqualTo(StreamingContext.ContextState.ACTIVE);
        }
    }

    @Test
    void aDirectoryWithoutACheckpointIsRefused() {
        assertThatThrownBy(() -> Fork.of(original(directory), directory.resolve("fork")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no checkpoint");
    }
}

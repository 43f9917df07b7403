package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.format.Marker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's own checker gets to see of what was published. */
class OutputFilesTest {

    @TempDir
    private Path directory;

    private long steps;

    private void publish(@Nullable Marker marker, long batch, String record) throws Exception {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        PublishedStep.Part part = new PublishedStep.Part(batch, 0, List.of(bytes));
        Recording.of(directory.resolve("published"), "out").add(steps++, new PublishedStep(List.of(part), marker));
    }

    private static Marker marker(long batch) {
        return new Marker("t", batch, Digest.of(new byte[0]), 1);
    }

    private List<String> lines(long first) throws Exception {
        OutputFiles.ofRecordings(directory.resolve("published"), List.of("out"), first, directory.resolve("output"));
        return Files.readAllLines(directory.resolve("output/out"));
    }

    /** Planted defect: it is there twice, so that a checker that counts lines finds fault with a function that may be called again. */
    @Test
    void aBatchThatCameAgainToASinkWithoutMarkersIsThereOnce() throws Exception {
        publish(null, 1, "a");
        publish(null, 2, "b");
        publish(null, 1, "a");
        publish(null, 2, "b");
        publish(null, 3, "c");
        assertThat(lines(1)).containsExactly("a", "b", "c");
    }

    /** Planted defect: it is there once, so that no checker would ever see it. */
    @Test
    void aBatchThatWasPublishedTwiceIsThereTwice() throws Exception {
        publish(marker(1), 1, "a");
        publish(marker(1), 1, "a");
        assertThat(lines(1)).containsExactly("a", "a");
    }

    /** Planted defect: what a fork publishes again of the time before it is there, which an undisturbed run does not have. */
    @Test
    void whatIsOfTheTimeBeforeTheForkIsNotThere() throws Exception {
        publish(null, 1, "a");
        publish(null, 2, "b");
        assertThat(lines(2)).containsExactly("b");
    }
}

package io.holdfast.examples;

import static io.holdfast.model.Pair.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.receiver.SocketTextSource;
import io.holdfast.testkit.TestJob;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowedHashtagsTest {

    private static TestJob job() {
        return TestJob.of(() -> WindowedHashtags.describe(
                SocketTextSource.of("localhost", 1), Path.of("/does/not/exist"), PrintSink.of(), PrintSink.of()));
    }

    /** Batches of two seconds: the window of ten seconds holds five of them, that of a minute thirty. */
    @Test
    void tagsLeaveTheShortWindowFirst() {
        try (TestJob job = job()) {
            job.input("messages").add("I like #tea and #rain", "#tea again", "no tag # alone#", "#rain #tea");
            job.runBatch();
            var first = job.output("of-a-minute");
            assertThat(first).containsExactly(of("#tea", 3L), of("#rain", 2L));
            assertThat(job.output("of-ten-seconds")).isEqualTo(first);
            for (int batch = 0; batch < 3; batch++) {
                job.runBatch();
            }
            job.input("messages").add("#sun #sun", "#rain");
            job.runBatch();
            assertThat(job.output("of-ten-seconds")).containsExactly(of("#rain", 3L), of("#tea", 3L), of("#sun", 2L));
            job.runBatch();
            assertThat(job.output("of-ten-seconds")).containsExactly(of("#sun", 2L), of("#rain", 1L));
            assertThat(job.output("of-a-minute")).containsExactly(of("#rain", 3L), of("#tea", 3L), of("#sun", 2L));
            job.crash();
            for (int batch = 0; batch < 24; batch++) {
                job.runBatch();
            }
            assertThat(job.output("of-ten-seconds")).isEmpty();
            assertThat(job.output("of-a-minute")).containsExactly(of("#rain", 3L), of("#tea", 3L), of("#sun", 2L));
            job.runBatch();
            assertThat(job.output("of-a-minute")).containsExactly(of("#sun", 2L), of("#rain", 1L));
        }
    }

    @Test
    void onlyTheMostPopularTagsAreShown() {
        try (TestJob job = job()) {
            IntStream.range(0, 12)
                    .forEach(tag -> job.input("messages").add(("#" + (char) ('a' + tag) + " ").repeat(tag + 1)));
            job.runBatch();
            assertThat(job.output("of-a-minute"))
                    .hasSize(10)
                    .startsWith(of("#l", 12L))
                    .endsWith(of("#c", 3L));
        }
    }
}

package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Pair;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.testkit.TestJob;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueStreamTest {

    @Test
    void eachBatchOfTheQueueIsCountedByItself() {
        QueueSource<Integer> numbers =
                QueueSource.of(List.of(IntStream.rangeClosed(1, 1000).boxed().toList(), List.of(7, 17, 3)));
        try (TestJob job =
                TestJob.of(() -> QueueStream.describe(numbers, Path.of("/does/not/exist"), PrintSink.of()))) {
            job.runBatch();
            assertThat(job.output("digits"))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10)
                            .mapToObj(digit -> Pair.of(digit, 100L))
                            .toList());
            job.runBatch();
            assertThat(job.output("digits")).containsExactlyInAnyOrder(Pair.of(7, 2L), Pair.of(3, 1L));
        }
    }
}

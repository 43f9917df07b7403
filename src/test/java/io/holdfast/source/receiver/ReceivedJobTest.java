package io.holdfast.source.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver in a whole job. */
class ReceivedJobTest {

    private final Path directory;
    private final ConcurrentSkipListMap<Long, List<String>> batches = new ConcurrentSkipListMap<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger(2);

    ReceivedJobTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private StreamingContext job(Letters letters) {
        StreamingContext context = StreamingContext.builder("received")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .listener(new JobListener() {
                    @Override
                    public void restarting(Restart restart) {
                        restarts.incrementAndGet();
                    }
                })
                .build();
        context.stream("letters", ReceiverSource.<String>of(() -> letters))
                .map(this::failing)
                .foreachBatch("out", batch -> batches.put(batch.id(), batch.collect()));
        return context;
    }

    /** A batch that was handed out twice counts once. */
    private List<String> published() {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    private String failing(String letter) {
        if (letter.equals("bad") && failures.getAndDecrement() > 0) {
            throw new IllegalArgumentException("bad");
        }
        return letter;
    }

    @Test
    void aBatchThatFailsLosesNothingAndRestartsTheEngineOnly() throws Exception {
        Letters letters = new Letters();
        try (StreamingContext context = job(letters)) {
            context.start();
            letters.send("a");
            await().until(() -> published().size() == 1);
            letters.send("b", "bad", "c");
            await().untilAsserted(() -> assertThat(published()).containsExactly("a", "b", "bad", "c"));
            await().untilAsserted(() -> assertThat(letters.acknowledged).endsWith(4L));
            assertThat(restarts).hasValue(2);
            assertThat(letters.calls).isEqualTo(1);
            assertThat(letters.closed).isFalse();
        }
        assertThat(letters.closed).isTrue();
        assertThat(published()).containsExactly("a", "b", "bad", "c");
    }

    @Test
    void theNextProcessNumbersItsRecordsFromThereOn() throws Exception {
        Letters first = new Letters();
        try (StreamingContext context = job(first)) {
            context.start();
            first.send("a", "b");
            await().until(() -> first.acknowledged.contains(2L));
        }
        Letters second = new Letters();
        try (StreamingContext context = job(second)) {
            context.start();
            second.send("c");
            await().until(() -> second.acknowledged.contains(3L));
            assertThat(second.offsets).containsExactly(2L);
            await().untilAsserted(() -> assertThat(published()).containsExactly("a", "b", "c"));
        }
    }
}

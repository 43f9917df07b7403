package io.holdfast.sink.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.sink.MemoryOutbox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintSinkTest {

    private final PrintEncoder<Object> encoder = new PrintEncoder<>("clicks", 2);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintPublisher publisher =
            new PrintPublisher("clicks", 2, new PrintStream(out, true, StandardCharsets.UTF_8));

    private MemoryOutbox task(Object... values) throws Exception {
        return MemoryOutbox.encoded("timeline", 7, encoder, values);
    }

    private String printed(MemoryOutbox... outboxes) throws Exception {
        publisher.publish(List.of(outboxes), 0);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsTheBatchTimeAndTheRecords() throws Exception {
        assertThat(printed(task("a", ""))).isEqualTo("--- clicks at 2026-01-01T00:00:00Z (batch 7) ---\na\n\n");
    }

    @Test
    void showsThatThereWasMore() throws Exception {
        assertThat(printed(task(1, 2, 3))).endsWith("---\n1\n2\n...\n");
    }

    /** Planted defect: printing all that was staged gives {@code count} records per task. */
    @Test
    void cutsToTheCountOverAllTasks() throws Exception {
        assertThat(printed(task(1).and(task(2, 3, 4)))).endsWith("---\n1\n2\n...\n");
    }

    @Test
    void takesTheRecordsOfALaterTaskWhenTheFirstHasFew() throws Exception {
        PrintPublisher wide = new PrintPublisher("clicks", 3, new PrintStream(out, true, StandardCharsets.UTF_8));
        wide.publish(List.of(task(1, 2, 9).and(task(3))), 0);

        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("---\n1\n2\n3\n...\n");
    }

    @Test
    void stagesNoTextBeyondTheCount() throws Exception {
        assertThat(task("first", "second", "third").bytes()).isEqualTo(13);
    }

    /** Planted defect: without {@code beginBatch}, nothing is staged after the first batch. */
    @Test
    void stagesTheFirstRecordsOfEveryBatch() throws Exception {
        task(1, 2, 3);

        assertThat(printed(task(4))).endsWith("---\n4\n");
    }

    @Test
    void namesTheClassWhoseToStringFails() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        assertThatThrownBy(() -> task(broken))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining(broken.getClass().getName())
                .hasMessageContaining("clicks");
    }

    @Test
    void refusesANegativeCount() {
        assertThatThrownBy(() -> PrintSink.of(-1)).isInstanceOf(ConfigurationException.class);
    }
}

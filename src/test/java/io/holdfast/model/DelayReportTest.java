package io.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.model.JobListener.BatchReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Delays as they are logged. Planted defects: a percentile cut off instead of rounded up, batches that count again, the rest left out. */
class DelayReportTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(DelayReport.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private List<String> lines() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static BatchReport batch(long batch, long scheduling, long run, long commit) {
        return new BatchReport(
                batch,
                Instant.EPOCH,
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                0,
                Instant.EPOCH,
                Duration.ofMillis(scheduling),
                Duration.ofMillis(run),
                Duration.ofMillis(commit),
                BatchDetails.NONE);
    }

    @Test
    void delaysAreLoggedForSoManyBatchesAtATime() {
        DelayReport report = new DelayReport();
        for (int i = 1; i <= 10; i++) {
            assertThat(lines()).isEmpty();
            report.committed(batch(i, 0, 11 - i, 100L * i));
        }
        assertThat(lines())
                .containsExactly("Delays of batches 1 to 10: "
                        + "scheduling 0% 0 ms, 5% 0 ms, 10% 0 ms, 25% 0 ms, 50% 0 ms, 75% 0 ms, 90% 0 ms, 95% 0 ms, 100% 0 ms; "
                        + "running 0% 1 ms, 5% 1 ms, 10% 1 ms, 25% 3 ms, 50% 5 ms, 75% 8 ms, 90% 9 ms, 95% 10 ms, 100% 10 ms; "
                        + "committing 0% 100 ms, 5% 100 ms, 10% 100 ms, 25% 300 ms, 50% 500 ms, 75% 800 ms, 90% 900 ms,"
                        + " 95% 1000 ms, 100% 1000 ms; "
                        + "in total 0% 110 ms, 5% 110 ms, 10% 110 ms, 25% 308 ms, 50% 506 ms, 75% 803 ms, 90% 902 ms,"
                        + " 95% 1001 ms, 100% 1001 ms");
    }

    @Test
    void aBatchCountsOnceAndTheRestAtTheEnd() {
        DelayReport report = new DelayReport(2);
        for (int i = 1; i <= 5; i++) {
            report.committed(batch(i, i, 0, 0));
        }
        report.ended(null);
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(1))
                .startsWith("Delays of batches 3 to 4: scheduling 0% 3 ms")
                .contains("100% 4 ms; running");
        assertThat(lines().get(2)).startsWith("Delays of batches 5 to 5: ");
    }

    @Test
    void aJobWithoutBatchesHasNoDelays() {
        new DelayReport().ended(null);
        assertThat(lines()).isEmpty();
        assertThatThrownBy(() -> new DelayReport(0)).hasMessage("batches must be at least 1, found 0");
    }
}

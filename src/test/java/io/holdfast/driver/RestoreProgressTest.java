package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How much a restore says about itself. */
class RestoreProgressTest {

    private static final long MEGABYTE = 1_000_000;

    private final Logger logger = (Logger) LoggerFactory.getLogger(RestoreProgress.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ManualTime time = new ManualTime();
    private final RestoreProgress progress = new RestoreProgress(time);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void aLongRestoreSaysHowFarItIsEveryFewSeconds() {
        progress.expect(600 * MEGABYTE);
        progress.expect(400 * MEGABYTE);
        for (int file = 0; file < 100; file++) {
            time.advance(Duration.ofMillis(100));
            progress.done(10 * MEGABYTE);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Restoring state: 500 of 1,000 MB (50 %) taken out of the checkpoint, 100 MB/s, about 5 s to go");
    }

    @Test
    void aShortOneSaysNothing() {
        progress.expect(10);
        time.advance(Duration.ofSeconds(4));
        progress.done(5);
        progress.done(5);
        assertThat(lines.list).isEmpty();
    }
}

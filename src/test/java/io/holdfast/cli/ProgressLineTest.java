package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.ManualTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final long TOTAL = 100_000_000;

    private final ManualTime time = new ManualTime();
    private final StringWriter out = new StringWriter();

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintWriter(out), terminal, time);
    }

    @Test
    void saysNothingOfWhatIsQuicklyDone() {
        try (ProgressLine line = line(true)) {
            time.advance(Duration.ofMillis(900));
            line.at(50, TOTAL);
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void writesPlainLinesNowAndThenWhereThereIsNoTerminal() {
        try (ProgressLine line = line(false)) {
            for (int second = 1; second <= 12; second++) {
                time.advance(Duration.ofSeconds(1));
                line.at(second * 5_000_000L, TOTAL);
            }
        }
        assertThat(out.toString().lines())
                .containsExactly(
                        "5 % of 100.0 MB, 5.0 MB/s, about 19 s to go", "55 % of 100.0 MB, 5.0 MB/s, about 9 s to go");
    }

    @Test
    void saysOfWhatAndCountsAsItIsTold() {
        try (ProgressLine line = new ProgressLine("round 1: ", new PrintWriter(out), false, time, Quantity::new)) {
            time.advance(Duration.ofSeconds(2));
            line.at(1_000, 4_000);
        }
        assertThat(out.toString().lines()).containsExactly("round 1: 25 % of 4,000, 500/s, about 6 s to go");
    }

    @Test
    void rewritesOneLineOfATerminalAndTakesItAway() {
        try (ProgressLine line = line(true)) {
            time.advance(Duration.ofSeconds(1));
            line.at(TOTAL / 2, TOTAL);
        }
        assertThat(out.toString())
                .startsWith("\r\u001b[K50 %")
                .endsWith("\r\u001b[K")
                .doesNotContain("\n");
    }
}

package io.holdfast.cli;

import io.holdfast.common.TimeSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * How far long work is: percentage, rate and the time to go, on one line of a terminal, elsewhere as a plain line now and then.
 * Nothing is printed in the first second. Used by one thread.
 */
final class ProgressLine implements AutoCloseable {

    private static final String ERASE_LINE = "\r\u001b[K";
    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final String what;
    private final PrintWriter out;
    private final boolean terminal;
    private final TimeSource time;
    private final DoubleFunction<?> amount;
    private final long begun;
    private long nextNanos;
    private boolean shown;

    /** Of bytes. */
    ProgressLine(PrintWriter out, boolean terminal, TimeSource time) {
        this("", out, terminal, time, Bytes::new);
    }

    /** Of amounts that are shown like this, after words that say of what. */
    ProgressLine(String what, PrintWriter out, boolean terminal, TimeSource time, DoubleFunction<?> amount) {
        this.what = what;
        this.out = out;
        this.terminal = terminal;
        this.time = time;
        this.amount = amount;
        begun = time.monotonicNanos();
        nextNanos = begun + Duration.ofSeconds(1).toNanos();
    }

    void at(long done, long total) {
        long now = time.monotonicNanos();
        if (now - nextNanos < 0) {
            return;
        }
        nextNanos = now + (terminal ? ON_TERMINAL : ELSEWHERE).toNanos();
        String line = what + line(done, total, (now - begun) / 1e9);
        if (terminal) {
            out.print(ERASE_LINE + line);
        } else {
            out.println(line);
        }
        out.flush();
        shown = true;
    }

    private String line(long done, long total, double seconds) {
        double rate = done / seconds;
        return String.format(
                Locale.ROOT,
                "%.0f %% of %s, %s/s, about %.0f s to go",
                total == 0 ? 100.0 : 100.0 * done / total,
                amount.apply((double) total),
                amount.apply(rate),
                rate == 0 ? 0 : (total - done) / rate);
    }

    /** Takes the line of a terminal away. */
    void end() {
        if (terminal && shown) {
            out.print(ERASE_LINE);
            out.flush();
            shown = false;
        }
    }

    @Override
    public void close() {
        end();
    }
}

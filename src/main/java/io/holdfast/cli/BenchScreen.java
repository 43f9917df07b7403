package io.holdfast.cli;

import io.holdfast.bench.BenchProgress;
import io.holdfast.bench.Comparison;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.common.TimeSource;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person sees of benchmarks: progress among the errors, a table for each that is done. Used by one thread. */
final class BenchScreen implements BenchProgress, AutoCloseable {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final @Nullable Report before;
    private @Nullable ProgressLine line;
    private long records;

    /** With a report of an earlier run, what is measured is compared with it. */
    BenchScreen(PrintWriter out, PrintWriter err, boolean terminal, @Nullable Report before) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.before = before;
    }

    @Override
    public void begins(String what, long expected) {
        close();
        records = expected;
        line = new ProgressLine(what + ": ", err, terminal, TimeSource.SYSTEM, Quantity::new);
    }

    @Override
    public void at(long done) {
        if (line != null) {
            line.at(Math.min(done, records), records);
        }
    }

    @Override
    public void says(String text) {
        close();
        err.println(text);
        err.flush();
    }

    @Override
    public void measured(Report.Result result) {
        close();
        out.println();
        out.println(result.benchmark() + ": " + text(result.settings()) + ", rounds "
                + result.figures().get(0).rounds().size());
        Table table = new Table("figure", "median", "min", "max", "unit");
        for (Figure figure : result.figures()) {
            table.row(
                    figure.name(),
                    new Quantity(figure.median()),
                    new Quantity(figure.min()),
                    new Quantity(figure.max()),
                    figure.unit());
        }
        out.print(table);
        if (before != null) {
            compare(before, result);
        }
        out.flush();
    }

    private static String text(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
    }

    private void compare(Report earlier, Report.Result result) {
        Optional<Report.Result> same = earlier.result(result.benchmark());
        if (same.isEmpty()) {
            out.println("Not compared: the earlier run has no " + result.benchmark() + ".");
        } else if (!same.get().settings().equals(result.settings())) {
            out.println("Not compared: the earlier run had other settings: "
                    + text(same.get().settings()) + ".");
        } else {
            compare(same.get(), result);
        }
    }

    private void compare(Report.Result earlier, Report.Result result) {
        Table table = new Table("against " + (before == null ? "" : before.begun()), "ratio", "from", "to", "");
        for (Figure figure : result.figures()) {
            earlier.figures().stream()
                    .filter(old ->
                            old.name().equals(figure.name()) && old.unit().equals(figure.unit()))
                    .map(old -> new Comparison(old, figure))
                    .forEach(comparison -> table.row(
                            figure.name(),
                            new Quantity(comparison.ratio()),
                            new Quantity(comparison.least()),
                            new Quantity(comparison.most()),
                            comparison.verdict()));
        }
        out.println();
        out.print(table);
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
            line = null;
        }
    }
}

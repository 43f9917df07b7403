package io.holdfast.cli;

import io.holdfast.drill.DrillOptions;
import io.holdfast.drill.DrillResult;
import io.holdfast.drill.FaultKind;
import io.holdfast.drill.FaultPoint;
import io.holdfast.drill.Progress;
import io.holdfast.drill.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Shows a drill as it goes on: a line per event and, on a terminal, a last line that says how far it is. */
final class DrillScreen implements Progress {

    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;

    DrillScreen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void begin(DrillOptions options) {
        event("drill of " + options.program().job() + ": "
                + options.faults().stream().sorted().map(FaultKind::text).collect(Collectors.joining(", ")) + ", "
                + options.kills() + " kills in " + options.duration().toSeconds() + " s, seed " + options.seed());
        event("everything goes to " + options.report().toAbsolutePath());
    }

    @Override
    public synchronized void event(String line) {
        out.println(terminal ? ERASE_LINE + line : line);
        out.flush();
    }

    @Override
    public synchronized void status(String line) {
        if (terminal) {
            out.print(ERASE_LINE + line);
            out.flush();
        }
    }

    void end(DrillResult result, Path report) {
        event("");
        event(recoveries(result));
        event(result.verdict() + ": " + result.batches().size() + " batches, "
                + result.faults().stream().filter(FaultPoint::tookEffect).count() + " faults");
        result.reasons().forEach(reason -> event("  " + reason));
        if (result.verdict() != Verdict.PASSED) {
            event("run again with the same faults: --seed " + result.seed() + "; all data is in " + report);
        }
        event("report: " + report.resolve("report.html") + " and report.json");
    }

    private static String recoveries(DrillResult result) {
        List<Long> times = result.faults().stream()
                .filter(FaultPoint::tookEffect)
                .map(FaultPoint::recoveryMillis)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return times.isEmpty()
                ? "no recovery"
                : "from a fault to the next batch: median " + times.get(times.size() / 2) + " ms, slowest "
                        + times.get(times.size() - 1) + " ms, of " + times.size();
    }
}

package io.holdfast.demo;

import io.holdfast.common.TimeSource;
import io.holdfast.model.JobListener;
import io.holdfast.model.JobListener.BatchReport;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees: how the job came up, then a line per second at most. Lines scroll, and are not drawn over: those of
 * a run that was killed stay above those of the run that went on. Thread-safe.
 */
final class Screen implements JobListener {

    private static final int ROWS_PER_HEADER = 20;
    private static final int ROWS_PER_TOTALS = 10;
    /** Batches of which one half is known: the report and the totals come on different threads. */
    private static final int HALVES = 100;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final DemoOptions options;
    private final PrintWriter out;
    private final boolean colors;
    private final TimeSource time;
    private final TreeMap<Long, BatchReport> reports = new TreeMap<>();
    private final TreeMap<Long, Totals> verified = new TreeMap<>();
    private @Nullable Totals latest;
    private @Nullable Totals printed;
    private boolean resumed;
    private long rows;
    private long nextRowNanos;

    Screen(DemoOptions options, PrintWriter out, boolean colors, TimeSource time) {
        this.options = options;
        this.out = out;
        this.colors = colors;
        this.time = time;
        nextRowNanos = time.monotonicNanos();
    }

    synchronized void welcome() {
        line(bold("Holdfast demo: the click stream of a shop, with sessions per visitor and totals per category"));
        String from = options.kafka() == null
                ? "made up in this process"
                : "topic " + KafkaShop.CLICKS + " at " + options.kafka() + ", fed by this process";
        line(String.format(
                Locale.ROOT,
                "  clicks          %,d a second of %,d visitors, %s",
                options.clicksPerSecond(),
                options.visitors(),
                from));
        line("  checkpoint      " + options.checkpoint() + ": state, positions and results, one file per batch");
        line("  ended sessions  "
                + (options.kafka() == null
                        ? options.output().resolve("ended-sessions").toString()
                        : "topic " + KafkaShop.SESSIONS)
                + ": a session ends after " + options.idle().toSeconds() + " s without a click");
        line("  totals          " + options.output().resolve("totals")
                + ": every ten seconds; the last name is the latest");
        line("");
    }

    /** Where a browser sees more of the job. */
    synchronized void statusPage(URI uri) {
        line("Status page: " + bold(uri.toString()));
        line("");
    }

    @Override
    public synchronized void ready(Ready event) {
        long sinceStart =
                time.wallMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
        String took = "Ready " + seconds(sinceStart) + " after the start of the JVM, "
                + seconds(event.took().toMillis()) + " of it to take over and restore.";
        if (event.lastBatch() < 0) {
            line(bold("Begins anew: there is no batch yet.") + " " + took);
        } else {
            line(bold("Resumed from batch " + event.lastBatch())
                    + String.format(Locale.ROOT, " with %,d keys of state (epoch %d). ", event.keys(), event.epoch())
                    + took);
        }
        resumed = true;
        long pid = ProcessHandle.current().pid();
        line("Try it: " + bold("kill -9 " + pid) + " and run the same line again. Ctrl-C stops it in good order.");
        line("");
    }

    @Override
    public synchronized void committed(BatchReport report) {
        reports.put(report.batch(), report);
        show(report.batch());
    }

    /** The totals of a batch, which were found right. A batch that is seen again after a restart has no report. */
    synchronized void verified(Totals totals) {
        verified.put(totals.batch(), totals);
        show(totals.batch());
    }

    @Override
    public synchronized void restarting(Restart restart) {
        line(bold("Restart " + restart.attempt() + " inside the process, from batch " + restart.fromBatch()) + ": "
                + restart.cause().getMessage());
    }

    private void show(long batch) {
        BatchReport report = reports.get(batch);
        Totals totals = verified.get(batch);
        if (report != null && totals != null) {
            reports.headMap(batch, true).clear();
            verified.headMap(batch, true).clear();
            show(totals, report);
        } else if (reports.size() > HALVES) {
            reports.pollFirstEntry();
        } else if (verified.size() > HALVES) {
            verified.pollFirstEntry();
        }
    }

    private void show(Totals totals, BatchReport report) {
        latest = totals;
        if (resumed) {
            firstBatch(totals, report);
            resumed = false;
        }
        long now = time.monotonicNanos();
        if (rows == 0 || now - nextRowNanos >= 0) {
            // A row that was late must not push away the next, which is on time.
            nextRowNanos = Math.max(nextRowNanos, now - SECOND_NANOS / 2) + SECOND_NANOS;
            row(totals, report);
        }
    }

    private void firstBatch(Totals totals, BatchReport report) {
        long sinceStart =
                time.wallMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
        line(String.format(
                Locale.ROOT,
                "First new batch: %d, published %s after the start of the JVM; it goes on from click %,d.",
                totals.batch(),
                seconds(sinceStart),
                totals.clicks() - report.recordsRead()));
        line("");
    }

    private void row(Totals totals, BatchReport report) {
        if (rows % ROWS_PER_HEADER == 0) {
            line(bold(row(
                    "batch",
                    "exactly once through",
                    "clicks/s",
                    "open sessions",
                    "ended",
                    "file",
                    "run",
                    "commit",
                    "state cache")));
        }
        line(row(
                Long.toString(totals.batch()),
                String.format(Locale.ROOT, "click %,d", totals.clicks()),
                rate(totals),
                String.format(Locale.ROOT, "%,d", report.keys() - totals.keys()),
                String.format(Locale.ROOT, "%,d", totals.endedSessions()),
                bytes(report.fileBytes()),
                millis(report.run()),
                millis(report.commit()),
                bytes(report.cacheBytes())));
        printed = totals;
        rows++;
        if (rows % ROWS_PER_TOTALS == 0) {
            line(totalsLine(totals));
        }
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%8s %20s %9s %14s %12s %10s %8s %8s %11s", cells);
    }

    private String rate(Totals totals) {
        Totals before = printed;
        if (before == null || !before.time().isBefore(totals.time())) {
            return "";
        }
        double seconds = Duration.between(before.time(), totals.time()).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%,.0f", (totals.clicks() - before.clicks()) / seconds);
    }

    private static String totalsLine(Totals totals) {
        return totals.sales().values().stream()
                        .map(sales -> sales.category().title() + " " + money(sales.cents()))
                        .collect(Collectors.joining(", ", "         sold so far: ", ""))
                + "; in all " + money(totals.cents());
    }

    /** The last line of a good end. */
    synchronized void stopped() {
        Totals last = latest;
        line("");
        line(
                last == null
                        ? "Stopped before the first batch; run the same line to begin."
                        : String.format(
                                Locale.ROOT,
                                "Stopped after batch %d at click %,d, with %,d sessions ended; run the same line to go on.",
                                last.batch(),
                                last.clicks(),
                                last.endedSessions()));
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }

    private String bold(String text) {
        return colors ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }

    private static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    private static String bytes(long bytes) {
        return bytes < 10 << 20
                ? String.format(Locale.ROOT, "%,d KB", (bytes + 1023) >> 10)
                : String.format(Locale.ROOT, "%,d MB", bytes >> 20);
    }

    private static String money(long cents) {
        return String.format(Locale.ROOT, "%,d.%02d", cents / 100, cents % 100);
    }
}

package io.holdfast.drill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report of a drill as a page that stands alone: verdict, charts, and every fact in a table, so that it can be read
 * without scripts and printed. Whatever comes from the job is escaped.
 */
public final class HtmlReport {

    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/uPlot";
    private static final String OURS = "io/holdfast/drill/report";

    private final DrillResult result;
    private final StringBuilder page = new StringBuilder(1 << 17);

    private HtmlReport(DrillResult result) {
        this.result = result;
    }

    /** Writes the page. */
    public static void write(DrillResult result, Path file) throws IOException {
        Files.writeString(file, new HtmlReport(result).page());
    }

    private String page() throws IOException {
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Drill of ")
                .append(Html.escape(result.job()))
                .append("</title><!-- Charts by uPlot, https://github.com/leeoniya/uPlot, MIT licence -->\n<style>")
                .append(resource(CHARTS + ".min.css"))
                .append(resource(OURS + ".css"))
                .append("</style></head><body>\n");
        verdict();
        charts();
        faults();
        comparisons();
        checks();
        options();
        page.append("<script type=\"application/json\" id=\"data\">")
                .append(ReportData.of(result))
                .append("</script>\n<script>")
                .append(resource(CHARTS + ".iife.min.js"))
                .append("</script>\n<script>")
                .append(resource(OURS + ".js"))
                .append("</script></body></html>\n");
        return page.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the report needs " + name + " on the class path, which is part of holdfast.jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void verdict() {
        Map<String, Long> hit = new TreeMap<>(result.faults().stream()
                .filter(FaultPoint::tookEffect)
                .collect(Collectors.groupingBy(fault -> fault.kind().text(), Collectors.counting())));
        page.append("<h1>Drill of ")
                .append(Html.escape(result.job()))
                .append("</h1><p><span class=\"verdict ")
                .append(result.verdict())
                .append("\">")
                .append(result.verdict().toString().replace('_', '-'))
                .append("</span></p><ul>");
        result.reasons()
                .forEach(reason ->
                        page.append("<li>").append(Html.escape(reason)).append("</li>"));
        page.append("</ul><p>From ")
                .append(result.started())
                .append(" on, the job ran for ")
                .append(result.duration().toSeconds())
                .append(" s and committed ")
                .append(result.batches().size())
                .append(" batches. Faults that took effect: ")
                .append(hit.isEmpty() ? "none" : hit)
                .append(result.interrupted() ? ". Somebody ended the drill before its time.</p>\n" : ".</p>\n");
    }

    private void charts() {
        page.append("<h2>Batches and faults</h2><div id=\"timeline\" class=\"chart\"></div>");
        if (ReportData.isThinned(result)) {
            page.append("<p class=\"soft\">The chart shows every ")
                    .append(ReportData.step(result))
                    .append(". batch.</p>");
        }
        page.append("<h2>How long recovery took</h2><div id=\"recoveries\" class=\"chart\"></div>");
        List<Long> times = result.faults().stream()
                .filter(FaultPoint::tookEffect)
                .map(FaultPoint::recoveryMillis)
                .filter(java.util.Objects::nonNull)
                .sorted()
                .toList();
        page.append(Html.table(
                List.of("from a fault to the next batch", "ms"),
                times.isEmpty()
                        ? List.of()
                        : List.of(
                                row("median", percentile(times, 50)),
                                row("90th percentile", percentile(times, 90)),
                                row("99th percentile", percentile(times, 99)),
                                row("slowest", percentile(times, 100)),
                                row("faults", times.size()))));
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return java.util.Arrays.asList(cells);
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }

    private void faults() {
        page.append("<h2>Faults</h2>")
                .append(Html.table(
                        List.of(
                                "fault",
                                "aimed at",
                                "after s",
                                "after batch",
                                "took effect",
                                "ready ms",
                                "batch ms",
                                ""),
                        result.faults().stream()
                                .map(fault -> row(
                                        fault.kind().text(),
                                        fault.aim(),
                                        fault.sinceStartMillis() / 1000,
                                        fault.afterBatch(),
                                        fault.tookEffect() ? "yes" : "no",
                                        fault.readyMillis(),
                                        fault.recoveryMillis(),
                                        fault.note()))
                                .toList()));
    }

    private void comparisons() {
        page.append("<h2>What was compared</h2>")
                .append(Html.table(
                        List.of("verdict", "statement"),
                        result.comparisons().stream()
                                .map(one -> row(one.verdict().toString().replace('_', '-'), one.statement()))
                                .toList()));
        for (Comparison one : result.comparisons()) {
            if (!one.differences().isEmpty()) {
                page.append("<h3>").append(Html.escape(one.subject())).append("</h3>");
                page.append(Html.table(
                        List.of("batch", "place", "expected", "found"),
                        one.differences().stream()
                                .map(different -> row(
                                        different.batch() < 0 ? "" : different.batch(),
                                        different.place(),
                                        different.expected(),
                                        different.found()))
                                .toList()));
            }
        }
    }

    private void checks() {
        page.append("<h2>Verifications of the checkpoint</h2>")
                .append(Html.table(
                        List.of("at", "head", "batches", "bytes", "snapshots", "damage"),
                        result.checks().stream()
                                .map(check -> row(
                                        check.at(),
                                        check.head(),
                                        check.batches(),
                                        check.bytes(),
                                        check.snapshots(),
                                        check.damage() == null ? "none" : check.damage()))
                                .toList()));
    }

    private void options() {
        page.append("<h2>The same drill again</h2><p>With these options and <code>--seed ")
                .append(result.seed())
                .append("</code>. The seed draws the moments; what the machine makes of them is its own.</p>")
                .append(Html.table(
                        List.of("option", "value"),
                        result.options().entrySet().stream()
                                .map(option -> row(option.getKey(), option.getValue()))
                                .toList()))
                .append("<p class=\"soft\">All of this, for machines, is in report.json.</p>\n");
    }
}

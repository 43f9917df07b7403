package io.holdfast.drill;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a person reads of a drill, from the verdict down to how to run it again. */
final class ReportBody {

    private static final String CHART = "<div id=\"%s\" class=\"chart\" role=\"img\" aria-label=\"%s\"></div>\n";

    private final DrillResult result;

    ReportBody(DrillResult result) {
        this.result = result;
    }

    static String title(DrillResult result) {
        return word(result.verdict()) + ": drill of " + result.job();
    }

    String html() {
        return verdict()
                + timeline()
                + new RecoveryTimes(result.faults()).html()
                + faults()
                + processes()
                + comparisons()
                + checks()
                + again();
    }

    private static String word(Verdict verdict) {
        return verdict.toString().replace('_', '-');
    }

    static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    private String verdict() {
        String reasons = result.reasons().stream()
                .map(reason -> "<li>" + Html.escape(reason) + "</li>\n")
                .collect(Collectors.joining());
        return "<h1>Drill of " + Html.escape(result.job()) + "</h1>\n"
                + "<p class=\"" + result.verdict() + "\"><strong class=\"verdict\">" + word(result.verdict())
                + "</strong> " + meaning(result.verdict()) + "</p>\n"
                + (reasons.isEmpty() ? "" : "<ul>" + reasons + "</ul>\n")
                + Html.paragraph(whatWasDone());
    }

    private static String meaning(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "Everything that was asked for happened, and nothing was wrong.";
            case INCONCLUSIVE -> "Nothing was wrong, but not enough happened to say that the job recovers.";
            case NON_DETERMINISTIC -> "The job gives different results for the same input.";
            case FAILED -> "Something was lost, doubled, reordered or damaged, or the job did not come back.";
        };
    }

    private String whatWasDone() {
        Map<FaultKind, Long> kinds = new TreeMap<>(result.faults().stream()
                .filter(FaultPoint::tookEffect)
                .collect(Collectors.groupingBy(FaultPoint::kind, Collectors.counting())));
        String faults = kinds.isEmpty()
                ? "none"
                : kinds.entrySet().stream()
                        .map(kind -> kind.getValue() + " × " + kind.getKey().text())
                        .collect(Collectors.joining(", "));
        return "The job ran for " + time(result.duration()) + " from " + result.started() + " on, with seed "
                + result.seed() + ", and committed " + result.batches().size()
                + " batches. Faults that took effect: " + faults + "."
                + (result.interrupted() ? " Somebody ended the drill before its time." : "");
    }

    private static String time(Duration duration) {
        return duration.toMinutes() == 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    private String timeline() {
        String thinned = ReportData.step(result) == 1
                ? ""
                : Html.remark("Of every " + ReportData.step(result) + " batches the charts show the slowest.");
        String charts = result.batches().isEmpty()
                ? ""
                : CHART.formatted("records", "Records of each batch over time, with the faults; as numbers below")
                        + CHART.formatted("times", "Time of each batch, with the faults; as numbers below")
                        + "<p class=\"soft\">Shaded: a process commits batches; the gaps are recovery."
                        + " Vertical lines: faults, pale if they did not take effect.</p>\n"
                        + "<noscript>" + Html.remark("The charts need JavaScript; the tables do not.") + "</noscript>\n"
                        + thinned;
        return Html.heading("Batches and faults")
                + (charts.isEmpty() ? Html.remark("No batch was committed.") : charts);
    }

    private String processes() {
        return Html.heading("Processes")
                + Html.table(
                        "None committed a batch.",
                        List.of("process", "batches", "from", "to", "records", "slowest run ms", "slowest commit ms"),
                        EpochSummary.of(result.batches()).stream()
                                .map(EpochSummary::row)
                                .toList());
    }

    private String faults() {
        List<FaultPoint> faults = result.faults();
        return Html.heading("Faults")
                + Html.table(
                        "There were none.",
                        List.of(
                                "no.",
                                "fault",
                                "aimed at",
                                "at s",
                                "after batch",
                                "took effect",
                                "ready after ms",
                                "next batch after ms",
                                "note"),
                        IntStream.range(0, faults.size())
                                .mapToObj(i -> row(i + 1, faults.get(i)))
                                .toList());
    }

    private static List<@Nullable Object> row(int number, FaultPoint fault) {
        return row(
                number,
                fault.kind().text(),
                fault.aim(),
                fault.sinceStartMillis() / 1000,
                fault.afterBatch() < 0 ? "none" : fault.afterBatch(),
                fault.tookEffect() ? "yes" : "no",
                fault.readyMillis(),
                fault.recoveryMillis(),
                fault.note());
    }

    private String comparisons() {
        String differences = result.comparisons().stream()
                .filter(one -> !one.differences().isEmpty())
                .map(ReportBody::differences)
                .collect(Collectors.joining());
        return Html.heading("What was compared")
                + Html.table(
                        "Nothing was.",
                        List.of("verdict", "what", "statement", "batches", "records or keys"),
                        result.comparisons().stream()
                                .map(one -> row(
                                        word(one.verdict()),
                                        one.subject(),
                                        one.statement(),
                                        one.batches(),
                                        one.items()))
                                .toList())
                + differences;
    }

    /** Nothing there is told from an empty text there. */
    private static String differences(Comparison one) {
        return "<h3>First differences of " + Html.escape(one.subject()) + "</h3>\n"
                + Html.table(
                        "",
                        List.of("batch", "place", "expected", "found"),
                        one.differences().stream()
                                .map(different -> row(
                                        different.batch() < 0 ? "" : different.batch(),
                                        different.place(),
                                        quoted(different.expected()),
                                        quoted(different.found())))
                                .toList());
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "nothing" : "\"" + text + "\"";
    }

    private String checks() {
        return Html.heading("Verifications of the checkpoint")
                + Html.table(
                        "There were none.",
                        List.of("at", "newest batch", "batches read", "bytes", "snapshots", "damage"),
                        result.checks().stream()
                                .map(check -> row(
                                        check.at(),
                                        check.head() < 0 ? "none" : check.head(),
                                        check.batches(),
                                        check.bytes(),
                                        check.snapshots(),
                                        check.damage() == null ? "none" : check.damage()))
                                .toList());
    }

    private String again() {
        return Html.heading("Options")
                + Html.table(
                        "There were none.",
                        List.of("option", "value"),
                        result.options().entrySet().stream()
                                .map(option -> row(
                                        option.getKey(), option.getValue().isEmpty() ? "not given" : option.getValue()))
                                .toList())
                + Html.heading("The same drill again")
                + "<pre><code>" + Html.escape(SameDrill.command(result)) + "</code></pre>\n"
                + Html.remark(
                        "Fill in what stands in capitals. Class path, options of the JVM and arguments of the job are"
                                + " not in this report, because they may hold secrets. The seed draws the moments; what the machine makes"
                                + " of them is its own. All of this page, for machines, is in report.json.");
    }
}

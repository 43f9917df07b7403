package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String HOSTILE = "</script><img src=x onerror=\"alert('1')\">";

    private final Path directory;

    HtmlReportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private String page(String text, List<BatchPoint> batches, List<FaultPoint> faults) throws Exception {
        Path file = directory.resolve("report.html");
        HtmlReport.write(
                new DrillResult(
                        text,
                        new TreeMap<>(java.util.Map.of("kills", text)),
                        7,
                        START,
                        Duration.ofSeconds(42),
                        false,
                        batches,
                        faults,
                        List.of(new CheckpointCheck(START, 3, 4, 5, 6, text)),
                        List.of(new Comparison(
                                Comparison.Kind.STATE,
                                text,
                                1,
                                2,
                                Verdict.FAILED,
                                text,
                                List.of(new Comparison.Difference(1, text, null, text)))),
                        Verdict.FAILED,
                        List.of(text)),
                file);
        return Files.readString(file);
    }

    private static FaultPoint fault(String text, long recovery) {
        return new FaultPoint(FaultKind.KILL, text, START, 2_000, 9, true, recovery - 1, recovery, text);
    }

    private static BatchPoint batch(long id, long epoch, double commitMillis) {
        return new BatchPoint(id, START.plusSeconds(id), START, epoch, 10, 100, 1.0, commitMillis);
    }

    private static int count(String page, String what) {
        return page.split(Pattern.quote(what), -1).length - 1;
    }

    /** Seen to fail when keys and messages were written as they are, and when only the command to run it again was. */
    @Test
    void whatComesFromTheJobIsTextAndNothingElse() throws Exception {
        String page = page(HOSTILE, List.of(), List.of(fault(HOSTILE, 10)));
        assertThat(page).doesNotContain("<img").contains("&lt;/script&gt;&lt;img");
        assertThat(count(page, "</script>")).isEqualTo(3);
    }

    /** Seen to fail when the words of uPlot's licence were left out, and when the policy was. */
    @Test
    void standsAloneAndNamesTheLicenceOfItsCharts() throws Exception {
        assertThat(page("job", List.of(), List.of()))
                .contains("uPlot", "Leon Sorokin", "The above copyright notice", "default-src 'none'")
                .doesNotContain("<script src", "<link");
    }

    @Test
    void saysWhatHappenedWithoutAnyScript() throws Exception {
        String page = page(
                "com.acme.Job",
                List.of(batch(3, 1, 2), batch(4, 1, 77), batch(5, 2, 3)),
                List.of(fault("commit", 1234), fault("running", 99)));
        assertThat(page)
                .contains("FAILED", "com.acme.Job", "took effect: 2 × kill", "median", ">99<", ">1234<", "commit")
                .contains(row(1, 2, 3, 4, 20, 1, 77), row(2, 1, 5, 5, 10, 1, 3));
    }

    private static String row(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> "<td class=\"number\">" + number + "</td>")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    @Test
    void aDrillInWhichNothingHappenedHasAReportToo() throws Exception {
        assertThat(page("job", List.of(), List.of()))
                .contains("No batch was committed.", "There was no recovery to measure.", "took effect: none");
    }

    /** An empty text is not the same as nothing. Seen to fail when both were an empty cell. */
    @Test
    void nothingExpectedIsSaidInWords() throws Exception {
        assertThat(page("", List.of(), List.of())).contains("<td>nothing</td><td>&quot;&quot;</td>");
    }

    /** Seen to fail when such faults were left out in silence. */
    @Test
    void aFaultThatNoBatchCameAfterIsNotForgotten() throws Exception {
        FaultPoint lost = new FaultPoint(FaultKind.STOP, "commit", START, 1, 2, true, null, null, "");
        FaultPoint missed = new FaultPoint(FaultKind.STOP, "commit", START, 1, 2, false, null, null, "");
        assertThat(page("job", List.of(), List.of(fault("commit", 5), lost, missed)))
                .contains("faults that took effect and no batch was committed after: 1.");
    }

    /** Seen to fail when every third batch was shown, whichever it was. */
    @Test
    void whatIsThinnedKeepsTheSlowestAndSaysSo() throws Exception {
        List<BatchPoint> batches = LongStream.range(0, 10_000)
                .mapToObj(id -> batch(id, 1, id == 5_000 ? 98_765 : 2))
                .toList();
        String page = page("job", batches, List.of());
        assertThat(page)
                .contains("Of every 3 batches the charts show the slowest", "committed 10000 batches")
                .contains("\"commit\":98765.0");
        assertThat(page.length()).isLessThan(500_000);
    }

    /** By nearest rank. Seen to fail when the rank was rounded down. */
    @Test
    void percentilesAreTimesThatWereMeasured() {
        RecoveryTimes times = new RecoveryTimes(LongStream.rangeClosed(1, 150)
                .mapToObj(millis -> fault("commit", millis))
                .toList());
        assertThat(List.of(times.percentile(50), times.percentile(90), times.percentile(99), times.percentile(100)))
                .containsExactly(75L, 135L, 149L, 150L);
    }
}

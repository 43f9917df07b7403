package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
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

    /** Seen to fail when keys and messages were written as they are. */
    @Test
    void whatComesFromTheJobIsTextAndNothingElse() throws Exception {
        assertThat(page(HOSTILE, List.of(), List.of(fault(HOSTILE, 10))))
                .doesNotContain("<img")
                .contains("&lt;/script&gt;&lt;img");
    }

    @Test
    void saysWhatHappenedWithoutAnyScript() throws Exception {
        assertThat(page("com.acme.Job", List.of(), List.of(fault("commit", 1234), fault("running", 99))))
                .contains("FAILED", "com.acme.Job", "median", ">99<", ">1234<", "commit", "--seed 7", "{kill=2}")
                .contains("uPlot")
                .doesNotContain("<script src", "<link");
    }

    @Test
    void aDrillInWhichNothingHappenedHasAReportToo() throws Exception {
        assertThat(page("job", List.of(), List.of())).contains("None.", "Faults that took effect: none");
    }

    @Test
    void moreBatchesThanAChartCanShowAreThinnedAndItSaysSo() throws Exception {
        List<BatchPoint> batches = LongStream.range(0, 10_000)
                .mapToObj(id -> new BatchPoint(id, START.plusSeconds(id), START, 1, id, 100, 1.0, 2.0))
                .toList();
        String page = page("job", batches, List.of());
        assertThat(page).contains("every 3. batch", "committed 10000 batches");
        assertThat(page.length()).isLessThan(500_000);
    }
}

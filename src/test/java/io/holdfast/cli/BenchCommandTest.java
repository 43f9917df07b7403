package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.Bench;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.ReportFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bench} says before it measures, and how it shows what was measured. Planted defect: other settings are compared. */
class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path directory;

    BenchCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @AfterEach
    void nothingWasCreated() {
        assertThat(directory).isDirectoryNotContaining("glob:**holdfast-bench*");
    }

    @Test
    void itsHelpNamesAllBenchmarks() {
        assertThat(execute("help", "bench")).isZero();
        assertThat(Bench.NAMES).allSatisfy(name -> assertThat(out.toString()).contains(" " + name + ": "));
        assertThat(out.toString()).contains("--kafka=HOST:PORT", "--compare=FILE", "Exit codes:", "Examples:");
    }

    @ParameterizedTest
    @CsvSource({"keyd-count, keyed-count", "Zipf, zipf", "updateall, update-all", "commits, commit"})
    void suggestsTheBenchmarkThatWasMeant(String name, String meant) {
        assertThat(execute("bench", name, "--directory", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no benchmark '" + name + "'; did you mean " + meant + "?");
    }

    @Test
    void suggestsNothingFarFetched() {
        assertThat(execute("bench", "nonsense")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no benchmark 'nonsense'. Expected all, or some of keyed-count, zipf")
                .doesNotContain("mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds=0", "--records=0", "--keys=-1", "--keys=1000000001", "--kafka=nowhere"})
    void refusesABadValueAsWrongUsage(String option) {
        assertThat(execute("bench", "commit", "--directory", directory.toString(), option))
                .isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
    }

    @Test
    void refusesFilesBeforeItMeasures() throws Exception {
        Path file = directory.resolve("old.json");
        Files.writeString(file, "{\"benchFormat\": 7}");
        assertThat(execute("bench", "--directory", directory.toString(), "--compare", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("error: --compare: " + file).contains("format 7");
        assertThat(execute("bench", "--directory", directory.toString(), "--json", directory + "/missing/new.json"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no directory " + directory.resolve("missing"));
    }

    @Test
    void saysWhereItCannotWrite() {
        assertThat(execute("bench", "--directory", directory.resolve("missing").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot create a directory for checkpoints in", "--directory");
    }

    private static Report.Result result(String records, Double... rounds) {
        return new Report.Result(
                "commit", Map.of("records", records), List.of(new Figure("commit p50", "ms", false, List.of(rounds))));
    }

    private void show(Report.Result earlier, Report.Result now) {
        Path file = directory.resolve("before.json");
        ReportFile.write(new Report(1, "1", "2026-11-27T12:00:00Z", Report.Machine.own(), List.of(earlier)), file);
        try (BenchScreen screen =
                new BenchScreen(new PrintWriter(out, true), new PrintWriter(err, true), false, ReportFile.read(file))) {
            screen.measured(now);
        }
    }

    @Test
    void printsATableAndTheRatiosWithTheirRange() {
        show(result("1000", 4.0, 5.0, 6.0), result("1000", 1.0, 2.0, 3.0));
        assertThat(out.toString().lines())
                .containsExactly(
                        "",
                        "commit: records 1000, rounds 3",
                        "figure      median  min  max  unit",
                        "commit p50       2    1    3  ms",
                        "",
                        "against 2026-11-27T12:00:00Z  ratio   from    to",
                        "commit p50                    0.400  0.167  0.75  better");
    }

    @Test
    void saysWhenADifferenceIsWithinTheSpread() {
        show(result("1000", 4.0, 5.0, 6.0), result("1000", 4.0, 6.0, 8.0));
        assertThat(out.toString()).contains("within the spread: no difference seen");
    }

    @Test
    void doesNotCompareWhatIsNotTheSame() {
        show(result("1000", 4.0, 5.0), result("2000", 1.0, 2.0));
        assertThat(out.toString())
                .contains("Not compared: the earlier run had other settings: records 1000.")
                .doesNotContain("ratio");
    }

    @Test
    void showsThreeDigitsThatCount() {
        assertThat(List.of(1234567.8, 123.4, 12.345, 0.012345, 0.0, Double.POSITIVE_INFINITY))
                .extracting(value -> new Quantity(value).toString())
                .containsExactly("1,234,568", "123", "12.3", "0.0123", "0", "-");
    }
}

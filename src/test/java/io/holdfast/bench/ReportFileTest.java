package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planted defects: any format is read; fields that are missing are taken for null. */
class ReportFileTest {

    private final Path file;

    ReportFileTest(@TempDir Path directory) {
        file = directory.resolve("report.json");
    }

    private static Report report() {
        return new Report(
                Report.FORMAT,
                "1.2.3",
                "2026-11-27T12:00:00Z",
                Report.Machine.own(),
                List.of(new Report.Result(
                        "keyed-count",
                        Map.of("records", "5"),
                        List.of(new Figure("throughput", "records/s", true, List.of(1.5, 2e9, 0.1))))));
    }

    @Test
    void readsWhatItHasWritten() {
        ReportFile.write(report(), file);
        assertThat(ReportFile.read(file)).isEqualTo(report());
    }

    @Test
    void refusesAnotherFormat() throws Exception {
        ReportFile.write(report(), file);
        Files.writeString(file, Files.readString(file).replace("\"benchFormat\" : 1", "\"benchFormat\" : 2"));
        assertThatThrownBy(() -> ReportFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("format 2", "reads format 1", file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[1, 2]",
                "{}",
                "{\"benchFormat\": 1}",
                "{\"benchFormat\": 1, \"holdfast\": \"1\", \"begun\": \"1\", \"machine\": null, \"results\": []}",
                "{\"benchFormat\": 1, \"holdfast\": \"1\", \"begun\": \"1\", \"results\": [],"
                        + " \"machine\": {\"processors\": \"many\", \"java\": \"1\", \"system\": \"1\"}}",
                "{\"benchFormat\": 1, \"holdfast\": \"1\", \"begun\": \"1\", \"results\": [{\"benchmark\": \"b\","
                        + " \"settings\": {}, \"figures\": [{\"name\": \"f\", \"unit\": \"u\", \"moreIsBetter\": true,"
                        + " \"rounds\": []}]}], \"machine\": {\"processors\": 2, \"java\": \"1\", \"system\": \"1\"}}"
            })
    void refusesWhatIsNoWholeReport(String content) throws Exception {
        Files.writeString(file, content);
        assertThatThrownBy(() -> ReportFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--compare: " + file + " is not a whole file of results");
    }

    @Test
    void refusesWhatWasCutOffAnywhere() throws Exception {
        ReportFile.write(report(), file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ReportFile.read(file)).isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> ReportFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--compare: cannot read " + file);
    }

    @Test
    void looksBeforehandWhetherAFileCanBeWritten() {
        ReportFile.requireWritable(file);
        assertThat(file).doesNotExist();
        assertThatThrownBy(() -> ReportFile.requireWritable(file.resolve("missing/report.json")))
                .hasMessageContaining("there is no directory");
        assertThatThrownBy(() -> ReportFile.requireWritable(file.getParent())).hasMessageContaining("is a directory");
    }
}

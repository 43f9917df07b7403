package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.common.Digest;
import io.holdfast.inspect.InspectedJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at a checkpoint, on one that a job has left. */
class InspectCommandsTest {

    @TempDir
    private static Path shared;

    private static Path checkpoint;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void runJob() throws Exception {
        checkpoint = InspectedJob.checkpoint(shared, 30);
    }

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private JsonNode json(String... arguments) throws Exception {
        List<String> all = Stream.concat(Stream.of(arguments), Stream.of(checkpoint.toString(), "--json"))
                .toList();
        assertThat(execute(all.toArray(String[]::new))).as(err.toString()).isZero();
        return JsonMapper.builder().build().readTree(out.toString());
    }

    private static TreeMap<String, Digest> content() throws Exception {
        TreeMap<String, Digest> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(checkpoint)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(file.toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "show", "offsets", "lineage", "du", "verify"})
    void writesNothingAndHasAnExample(String command) throws Exception {
        var before = content();
        assertThat(execute(command, checkpoint.toString())).as(err.toString()).isZero();
        assertThat(content()).isEqualTo(before);
        assertThat(out.toString()).isNotBlank();
        assertThat(execute("help", command)).isZero();
        assertThat(out.toString()).contains("java -jar holdfast.jar " + command, "Exit codes:", "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "show", "offsets", "lineage", "du", "verify"})
    void namesADirectoryWithoutACheckpoint(String command, @TempDir Path empty) {
        assertThat(execute(command, empty.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: " + empty).contains("holds no checkpoint");
    }

    @Test
    void listsTheNewestBatchesInOrder() throws Exception {
        JsonNode batches = json("ls", "--last", "5");
        assertThat(batches).hasSize(5);
        for (int i = 1; i < 5; i++) {
            assertThat(batches.get(i).get("batch").asLong())
                    .isEqualTo(batches.get(i - 1).get("batch").asLong() + 1);
        }
        assertThat(batches.get(4).get("keys").asLong()).isEqualTo(50);
        assertThat(batches.findValuesAsText("kind")).contains("batch").isSubsetOf("batch", "closing");
    }

    @Test
    void listsADamagedBatchAsSuch(@TempDir Path directory) throws Exception {
        Path own = InspectedJob.checkpoint(directory, 5);
        Path victim;
        try (Stream<Path> files = Files.list(own.resolve("batches"))) {
            victim = files.sorted().toList().get(2);
        }
        Files.write(victim, new byte[100]);
        assertThat(execute("ls", own.toString())).isZero();
        assertThat(out.toString()).contains("DAMAGED", victim + " is damaged");
    }

    @Test
    void showsABatchAndNamesThoseThereAre() throws Exception {
        JsonNode manifest = json("show");
        assertThat(manifest.get("job").asText()).isEqualTo("inspected");
        assertThat(manifest.get("states").get("last").get("kind").asText()).isEqualTo("mapWithState");
        assertThat(execute("show", checkpoint.toString(), "--batch", "9999")).isEqualTo(1);
        assertThat(err.toString()).contains("has no batch 9999: it has ");
    }

    @Test
    void tellsHowFarEachSplitWasRead() throws Exception {
        JsonNode numbers = json("offsets").get("numbers");
        assertThat(numbers.get("positions").get(0).get("offset").asLong()).isPositive();
    }

    @Test
    void drawsTheGraphInFourForms() {
        assertThat(execute("lineage", checkpoint.toString())).isZero();
        assertThat(out.toString()).contains("#0  generator 'numbers'", "mapWithState 'last'  <- #1", "50 keys");
        execute("lineage", checkpoint.toString(), "--as", "dot");
        assertThat(out.toString()).contains("digraph lineage {", "n0 -> n1;");
        execute("lineage", checkpoint.toString(), "--as", "mermaid");
        assertThat(out.toString()).contains("flowchart LR", "n0 --> n1");
        execute("lineage", checkpoint.toString(), "--as", "svg");
        assertThat(out.toString()).contains("<svg xmlns=", ">mapWithState 'last'</text>", ">50 keys</text>", "</svg>");
    }

    @Test
    void addsUpWhatThePartsTake() throws Exception {
        JsonNode parts = json("du");
        assertThat(parts.findValuesAsText("directory"))
                .containsExactly("batches", "epochs", "files", "pins", "snapshots", "tmp");
        assertThat(parts.get(0).get("bytes").asLong()).isPositive();
    }

    @Test
    void verifyEndsWithOneAndNamesTheFileIfItIsDamaged(@TempDir Path directory) throws Exception {
        Path own = InspectedJob.checkpoint(directory, 5);
        assertThat(execute("verify", own.toString())).isZero();
        assertThat(out.toString()).contains(": whole");
        Path victim;
        try (Stream<Path> files = Files.list(own.resolve("batches"))) {
            victim = files.sorted().toList().get(1);
        }
        Files.delete(victim);
        assertThat(execute("verify", own.toString())).isEqualTo(1);
        assertThat(out.toString()).contains(victim.getFileName().toString(), "missing", "Nothing was changed");
        assertThat(execute("verify", own.toString(), "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"problems\" : [ {");
    }
}

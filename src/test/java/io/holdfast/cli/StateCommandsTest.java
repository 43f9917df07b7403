package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.inspect.InspectedJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read state, on a checkpoint that a job has left. */
class StateCommandsTest {

    @TempDir
    private static Path shared;

    private static Path checkpoint;
    private static long head;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void runJob() throws Exception {
        checkpoint = InspectedJob.checkpoint(shared, 30);
        StateCommandsTest probe = new StateCommandsTest();
        probe.execute("state", checkpoint.toString(), "--json");
        head = probe.lines().get(0).get("batch").asLong();
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int state(String... more) {
        return execute(Stream.concat(Stream.of("state", checkpoint.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    /** What was printed, a JSON value after the other. */
    private List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        try (var values = JsonMapper.builder().build().readerFor(JsonNode.class).<JsonNode>readValues(out.toString())) {
            values.forEachRemaining(lines::add);
        }
        return lines;
    }

    @Test
    void listsOperators() throws Exception {
        assertThat(state()).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("after batch " + head, "last", "mapWithState", "50", "snapshots of 2 shards");
        state("--json");
        JsonNode operator = lines().get(0).get("operators").get(0);
        assertThat(operator.get("name").asText()).isEqualTo("last");
        assertThat(operator.get("keys").get(0).asLong()
                        + operator.get("keys").get(1).asLong())
                .isEqualTo(50);
    }

    @Test
    void printsKeysValuesAndDeadlines() throws Exception {
        assertThat(state("--operator", "last", "--limit", "3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("'last' after batch " + head + ": 50 keys", "key  value", "and more; --limit N");
        assertThat(out.toString().lines().count()).isEqualTo(8);
        assertThat(out.toString().lines()).allMatch(line -> line.length() < 140);
        state("--operator", "last", "--json");
        TreeSet<Long> keys = new TreeSet<>();
        for (JsonNode line : lines()) {
            keys.add(line.get("key").asLong());
            assertThat(line.get("value").asText()).hasSize(500);
            assertThat(line.get("deadline").isNull()).isTrue();
        }
        assertThat(keys).hasSize(50).contains(0L, 49L);
        assertThat(out.toString().lines()).hasSize(50);
    }

    @Test
    void findsAKeyAndKeysByTheirBeginning() throws Exception {
        state("--operator", "last", "--json", "--key", "17");
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0).get("key").asLong()).isEqualTo(17);
        state("--operator", "last", "--json", "--prefix", "4");
        assertThat(lines())
                .extracting(line -> line.get("key").asLong())
                .contains(4L, 40L, 49L)
                .hasSize(11);
        assertThat(state("--operator", "last", "--json", "--key", "alice")).isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(state("--key", "1")).isEqualTo(2);
        assertThat(state("--operator", "last", "--key", "1", "--prefix", "1")).isEqualTo(2);
        assertThat(state("--operator", "sessions")).isEqualTo(1);
        assertThat(err.toString()).contains("no operator 'sessions' has state", "[last]");
        assertThat(state("--operator", "last", "--batch", "9999")).isEqualTo(1);
        assertThat(err.toString()).contains("has no batch 9999");
    }

    @Test
    void differencesAreCountedAndListed() throws Exception {
        String from = String.valueOf(head - 5);
        assertThat(execute("diff", checkpoint.toString(), "--from", from, "--limit", "2"))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("batch " + from + " to " + head, "numbers", "'last': 0 keys added, 0 removed, ", "more\n");
        execute("diff", checkpoint.toString(), "--from", from, "--json", "--operator", "last");
        List<JsonNode> lines = lines();
        JsonNode summary = lines.get(lines.size() - 1).get("summary");
        assertThat(summary.get("operator.last").get("changed").asInt())
                .isEqualTo(lines.size() - 1)
                .isPositive();
        assertThat(summary.get("offsets").get(0).get("to").asLong())
                .isGreaterThan(summary.get("offsets").get(0).get("from").asLong());
        assertThat(lines.get(0).get("before").asText())
                .isNotEqualTo(lines.get(0).get("after").asText());
    }

    @Test
    void exitCodesOfADifferenceAreThoseOfDiff() {
        String newest = String.valueOf(head);
        assertThat(execute("diff", checkpoint.toString(), "--from", newest))
                .as(err.toString())
                .isZero();
        assertThat(execute("diff", checkpoint.toString(), "--from", newest, "--to", String.valueOf(head - 1)))
                .isEqualTo(2);
        assertThat(execute("diff", checkpoint.toString(), "--from", "9999")).isEqualTo(2);
        assertThat(execute("diff", shared.toString(), "--from", "1")).isEqualTo(2);
    }

    @Test
    void nothingIsShownAsWholeIfAFileIsDamaged(@TempDir Path directory) throws Exception {
        Path own = InspectedJob.checkpoint(directory, 40);
        try (Stream<Path> files = Files.list(own.resolve("files"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        assertThat(execute("state", own.toString(), "--operator", "last")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(own + "/files/", " is damaged: expected CRC32C");
    }

    @Test
    void helpHasExamples() {
        for (String command : List.of("state", "diff")) {
            assertThat(execute("help", command)).isZero();
            assertThat(out.toString()).contains("java -jar holdfast.jar " + command, "Exit codes:", "--json");
        }
    }
}

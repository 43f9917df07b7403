package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.inspect.InspectedJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that write, on the checkpoint of a real job; what they do is tested where it is done. */
class MaintenanceCommandsTest {

    @TempDir
    private Path directory;

    private String checkpoint = "";

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void runJob() throws Exception {
        checkpoint = InspectedJob.checkpoint(directory, 10).toString();
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void succeeds(String... arguments) {
        assertThat(execute(arguments)).as(out + "\n" + err).isZero();
    }

    private List<Path> batches() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(checkpoint, "batches"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void pinsAreShownHoldTheirBatchAndAreRemoved() throws Exception {
        List<Path> batches = batches();
        Path pinned = batches.get(batches.size() - 1);
        succeeds("pin", checkpoint, "--name", "before", "--why", "ticket 1");
        assertThat(out.toString()).contains("pin before holds batch ");
        assertThat(execute("pin", checkpoint, "--name", "before")).isEqualTo(1);
        assertThat(err.toString()).contains("before.pin exists");
        InspectedJob.checkpoint(directory, 30);
        assertThat(pinned).exists();
        succeeds("ls", checkpoint, "--last", "3");
        assertThat(out.toString()).contains("pin before holds batch ", "ticket 1");
        assertThat(out.toString().lines().filter(line -> line.endsWith("before")))
                .hasSize(1);
        succeeds("verify", checkpoint);
        Files.write(pinned, new byte[9]);
        assertThat(execute("verify", checkpoint)).isEqualTo(1);
        assertThat(out.toString()).contains(pinned.getFileName().toString());
        succeeds("unpin", checkpoint, "--name", "before");
        succeeds("ls", checkpoint);
        assertThat(out.toString()).doesNotContain("before");
    }

    @Test
    void aDryRunTellsWhatPruningDeletes() throws Exception {
        Path left = Path.of(checkpoint, "tmp", "00000000000000000000-a.0-0-probe");
        Files.write(left, new byte[2_500]);
        succeeds("prune", checkpoint, "--dry-run");
        assertThat(out.toString()).contains("tmp/" + left.getFileName(), " would be deleted");
        succeeds("prune", checkpoint, "--dry-run", "--json");
        assertThat(out.toString()).contains("\"bytes\" : 2500");
        assertThat(left).exists();
        succeeds("prune", checkpoint);
        assertThat(out.toString()).contains(" deleted", "tmp/" + left.getFileName());
        assertThat(left).doesNotExist();
        succeeds("prune", checkpoint);
        assertThat(out.toString()).contains("Nothing to prune");
    }

    @Test
    void offsetsAreSetAndWhoDidItIsShown() {
        succeeds("offsets", "set", checkpoint, "numbers/0=17", "--why", "ticket 12");
        assertThat(out.toString()).contains("numbers", "17", "goes on from there");
        succeeds("offsets", checkpoint, "--json");
        assertThat(out.toString()).contains("\"offset\" : 17");
        succeeds("ls", checkpoint);
        assertThat(out.toString())
                .contains("numbers 0 set from ", "to 17", System.getProperty("user.name"), "ticket 12");
        assertThat(execute("offsets", "set", checkpoint, "numbers/9=17", "--why", "x"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no split \"9\"", "nothing was changed");
        assertThat(execute("offsets", "set", checkpoint, "numbers=17", "--why", "x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\"numbers=17\" is no position");
        assertThat(execute("offsets", "set", checkpoint, "numbers/0=17")).isEqualTo(2);
        succeeds("verify", checkpoint);
    }

    /** Mutants: the exit code of what was found, not of what is there now; the way out not told. */
    @Test
    void aDamagedHeadIsSetAsideAndTheJobGoesOn() throws Exception {
        List<Path> batches = batches();
        Path newest = batches.get(batches.size() - 1);
        Files.write(newest, new byte[100]);
        assertThat(execute("verify", checkpoint)).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        " can be: `fork " + checkpoint, "`verify " + checkpoint + " --repair`", "Nothing was changed");
        succeeds("verify", checkpoint, "--repair");
        assertThat(out.toString())
                .contains("-batches-" + newest.getFileName(), "the job goes on after batch ", "whole")
                .doesNotContain("Nothing was changed");
        succeeds("verify", checkpoint);
        succeeds("du", checkpoint);
        assertThat(out.toString()).contains("aside");
        succeeds("ls", checkpoint);
        assertThat(out.toString()).contains(System.getProperty("user.name") + ": repaired: ");
        succeeds("verify", checkpoint, "--repair", "--json");
        assertThat(out.toString()).contains("\"aside\" : [ ]", "\"whole\" : true");
        InspectedJob.checkpoint(directory, 10);
        succeeds("verify", checkpoint);
    }

    @Test
    void eachCommandTellsMachinesWhatItDid() {
        succeeds("pin", checkpoint, "--name", "a", "--json");
        assertThat(out.toString()).contains("\"name\" : \"a\"", "\"batch\" : ");
        succeeds("unpin", checkpoint, "--name", "a", "--json");
        assertThat(out.toString()).contains("\"name\" : \"a\"");
        succeeds("fork", checkpoint, directory.resolve("fork").toString(), "--json");
        assertThat(out.toString()).contains("\"head\" : ", "\"batches\" : ").doesNotContain("holds batch");
    }

    @Test
    void aDamagedPinIsShownAndFailsVerification() throws Exception {
        succeeds("pin", checkpoint, "--name", "a");
        Path pin = Path.of(checkpoint, "pins", "a.pin");
        byte[] bytes = Files.readAllBytes(pin);
        bytes[40] ^= 1;
        Files.write(pin, bytes);
        succeeds("ls", checkpoint);
        assertThat(out.toString()).contains("pin a: DAMAGED");
        assertThat(execute("verify", checkpoint)).isEqualTo(1);
        assertThat(out.toString()).contains("pins/a.pin", "all batches can be restored");
    }
}

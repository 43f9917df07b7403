package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.configuration.Keys;
import io.holdfast.launch.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void printsHelpWithExamplesAndExitCodesWithoutArguments() {
        assertThat(execute()).isZero();
        assertThat(out.toString())
                .contains("Usage: holdfast", "demo", "Examples:", "java -jar holdfast.jar demo", "Exit codes:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsTheVersion() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("holdfast ");
    }

    @Test
    void documentsTheOptionsOfTheDemo() {
        assertThat(execute("help", "demo")).isZero();
        assertThat(out.toString())
                .contains("--checkpoint=DIR", "--kafka=HOST:PORT", "--rate=N", "Default: 20000", "Exit codes:");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        assertThat(execute("demo", "--visitor", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("--visitors");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        assertThat(execute("dmo")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean", "demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rate=0", "--visitors=1", "--batch-interval=1", "--idle=soon", "--seconds=0"})
    void refusesABadValueAsWrongUsage(String option, @TempDir Path directory) {
        assertThat(execute("demo", "--checkpoint", directory.toString(), option))
                .isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
        assertThat(directory).isEmptyDirectory();
    }

    /** The original job would find itself shut out of its own targets. Planted defect: this is not looked at. */
    @Test
    void aForkDoesNotWriteWhereItsOriginalDoes(@TempDir Path directory) {
        assertThat(execute(
                        "drill",
                        "--job=x.Job",
                        "--classpath=" + directory,
                        "--checkpoint=" + directory,
                        "--real-outputs",
                        "--report=" + directory.resolve("report")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--checkpoint and --real-outputs exclude each other");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void printsOnlyTheMessageOfAFailure(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("mine"), "");
        assertThat(execute("demo", "--checkpoint", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: checkpoint directory").doesNotContain("\tat ");
    }

    @Test
    void printsTheStackTraceOfAFailureWhenAsked(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("mine"), "");
        assertThat(execute("demo", "--stacktrace", "--checkpoint", directory.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\tat io.holdfast");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo"})
    void theHelpOfWhatRunsAJobHasAllExitCodes(String command) {
        assertThat(execute("help", command)).isZero();
        String help = out.toString().replaceAll("\\s+", " ");
        for (ExitCode code : ExitCode.values()) {
            assertThat(help).contains(" " + code.number() + " " + code.meaning());
        }
    }

    /** Planted defect: a command whose help has no examples. */
    @Test
    void theHelpHasEachCommandOnceAndItsOwnHasExamplesAndExitCodes() {
        Map<String, CommandLine> commands = Main.commandLine().getSubcommands();
        assertThat(execute("--help")).isZero();
        commands.forEach((name, command) -> {
            assertThat(out.toString()).containsOnlyOnce("\n  " + name + " ");
            hasExamplesAndExitCodes(command);
        });
    }

    /** Planted defect: only what is named is known, so that nothing is suggested. */
    @Test
    void onlyTheCommandThatIsNamedIsLookedAt() {
        assertThat(Commands.neededFor("--help")).isEmpty();
        assertThat(Commands.neededFor("--stacktrace", "ls", "verify")).containsExactly(LsCommand.class);
        assertThat(Commands.neededFor("help", "ls")).isEqualTo(Commands.all());
        assertThat(Commands.neededFor("lss")).isEqualTo(Commands.all());
    }

    private static void hasExamplesAndExitCodes(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (!name.equals("holdfast help")) {
            assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .as(name)
                    .contains("Exit codes:\n  0 ", "  2 ", "Examples:\n  ");
        }
        command.getSubcommands().values().forEach(MainTest::hasExamplesAndExitCodes);
    }

    /** In a real shell. Planted defect: a script for another name. */
    @Test
    void completesCommandsAndOptionsInBash(@TempDir Path directory) throws Exception {
        assertThat(execute("completion")).isZero();
        Path script = Files.writeString(directory.resolve("completion"), out.toString());
        assertThat(complete(script, "holdfast", "ver")).isEqualTo("verify");
        assertThat(complete(script, "holdfast", "drill", "--ki")).isEqualTo("--kills");
    }

    private static String complete(Path script, String... words) throws Exception {
        String ask =
                "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1)
                        + "; $(complete -p holdfast | sed -E 's/.*-F ([^ ]+).*/\\1/'); echo ${COMPREPLY[@]}";
        // On standard error, compopt says that this is no completion.
        Process shell = new ProcessBuilder("bash", "-c", ask)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(answer).isZero();
        return answer.strip();
    }

    /** At a terminal that {@code script} pretends to be. Planted defect: colours that are always on. */
    @Test
    void coloursAreForTerminalsOfThoseWhoWantThem() throws Exception {
        assertThat(help("%s")).doesNotContain("\u001b[");
        assertThat(help("script -qec \"%s\" /dev/null")).contains("\u001b[1m");
        assertThat(help("NO_COLOR=1 script -qec \"%s\" /dev/null"))
                .contains("Run a job")
                .doesNotContain("\u001b[");
    }

    private static String help(String around) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp $CLASSES " + Main.class.getName();
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", around.formatted(java + " --help"));
        builder.environment().put("CLASSES", System.getProperty("java.class.path"));
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm");
        Process shell = builder.redirectErrorStream(true).start();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(answer).isZero();
        return answer;
    }

    @Test
    void listsTheOptionsOfAConfiguration() {
        assertThat(execute("config")).isZero();
        Keys.ALL.forEach(key -> assertThat(out.toString()).contains(key.name() + " ", key.variable(), key.meaning()));
    }

    /** Planted defect: a static field of Main that touches a class of the engine. */
    @Test
    void loadsNothingOfTheEngineToPrintHelp() throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--help");
        Process help = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(help.waitFor()).isZero();
        assertThat(output).contains("io.holdfast.cli.DemoCommand", "Examples:");
        assertThat(output)
                .doesNotContain("io.holdfast.demo.Demo ", "io.holdfast.StreamingContext", "org.rocksdb")
                .doesNotContain("org.apache.kafka", "ch.qos.logback", "org.slf4j");
    }
}

package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is true. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");

    private final Path directory;

    ReadmeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void itsFirstJobCompilesRunsAndGoesOnAfterAKill() throws Exception {
        compile("WordCount");
        write("one.txt", "to be or not to be\n");
        Process first = run();
        try {
            awaitLine("(be,2)");
        } finally {
            first.destroyForcibly().waitFor();
        }
        write("two.txt", "let it be\n");
        Process second = run();
        try {
            awaitLine("(be,3)");
        } finally {
            second.destroyForcibly().waitFor();
        }
        assertThat(output())
                .containsExactlyInAnyOrder("(to,2)", "(be,2)", "(or,1)", "(not,1)", "(let,1)", "(it,1)", "(be,3)");
        compile("ReadCounts");
        assertThat(outputOf("ReadCounts")).contains("after batch ", "be = 3", "to = 2", "let = 1");
    }

    /** A block of Java that declares the class. */
    private static String code(String name) throws IOException {
        return Pattern.compile("(?s)```java\n(.*?)```")
                .matcher(Files.readString(README))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("class " + name + " {"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no class " + name + " in the README"));
    }

    private void compile(String name) throws IOException {
        Path source = Files.writeString(directory.resolve(name + ".java"), code(name));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(status).isZero();
        Files.createDirectories(directory.resolve("input"));
    }

    private void write(String name, String text) throws IOException {
        Path hidden = Files.writeString(directory.resolve("input").resolve("." + name), text);
        Files.move(hidden, directory.resolve("input").resolve(name));
    }

    private Process run() throws IOException {
        return java("WordCount").inheritIO().start();
    }

    private String outputOf(String name) throws Exception {
        Process process =
                java(name).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private ProcessBuilder java(String name) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        directory + ":" + System.getProperty("java.class.path"),
                        name)
                .directory(directory.toFile());
    }

    private void awaitLine(String line) {
        Awaitility.await(line).atMost(Duration.ofMinutes(1)).until(() -> output().contains(line));
    }

    private List<String> output() throws IOException {
        Path output = directory.resolve("output");
        if (!Files.exists(output)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file ->
                            file.endsWith("part-00000.txt") && !file.toString().contains("/."))
                    .flatMap(ReadmeIT::lines)
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The files and directories that it links to exist. */
    @Test
    void itsLinksLeadSomewhere() throws IOException {
        List<String> targets = Pattern.compile("\\]\\(([^)#]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(targets).isNotEmpty().allMatch(target -> Files.exists(Path.of(target)));
    }

    @Test
    void itsTestCommandIsTheOneThatContinuousIntegrationRuns() throws IOException {
        assertThat(Files.readString(README)).contains("\n    mvn verify\n");
        assertThat(Files.readString(Path.of(".ci/run"))).contains("mvn --batch-mode --no-transfer-progress verify");
        assertThat(Files.isExecutable(Path.of(".ci/run"))).isTrue();
    }
}

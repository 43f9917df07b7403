package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
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
        compile(code());
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
    }

    private static String code() throws IOException {
        Matcher block = Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(README));
        assertThat(block.find()).as("a block of Java in the README").isTrue();
        return block.group(1);
    }

    private void compile(String code) throws IOException {
        Path source = Files.writeString(directory.resolve("WordCount.java"), code);
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
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        directory + ":" + System.getProperty("java.class.path"),
                        "WordCount")
                .directory(directory.toFile())
                .inheritIO()
                .start();
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

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of this directory name tests, and other classes, in backticks: each of them exists, and so do their methods. A method that ends in "…" stands for
 * all that begin like it. Seen to fail on the name of a test that had been renamed.
 */
class MatrixTest {

    private static final Path CHAOS = Path.of("chaos-tests");
    private static final List<Path> SOURCES =
            List.of(CHAOS.resolve("java"), Path.of("src/test/java"), Path.of("src/main/java"));
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** A class with a lower-case letter, after the end of its package if need be, before a method if one is meant. */
    private static final Pattern TEST = Pattern.compile("((?:[a-z]+\\.)*)([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*)(…?))?");

    private final List<Path> files;

    MatrixTest() throws IOException {
        files = new ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
    }

    /** What a table names and nothing is called. */
    private List<String> unknown(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> QUOTED.matcher(line).results().map(quoted -> quoted.group(1)))
                .filter(name -> {
                    Matcher test = TEST.matcher(name);
                    return test.matches() && files.stream().noneMatch(file -> declares(file, test));
                })
                .toList();
    }

    private static boolean declares(Path file, Matcher test) {
        String end = "/" + test.group(1).replace('.', '/') + test.group(2) + ".java";
        if (!file.toString().endsWith(end)) {
            return false;
        }
        String method = test.group(3);
        String more = Optional.ofNullable(test.group(4)).filter(String::isEmpty).isPresent() ? "" : "\\w*";
        return method == null
                || Pattern.compile("(void|>) " + method + more + "\\(")
                        .matcher(read(file))
                        .find();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(String page) {
        return read(CHAOS.resolve(page)).lines().toList();
    }

    @Test
    void everyTestThatATableNamesExists() {
        for (String page : List.of("README.md", "MUSEUM.md")) {
            assertThat(unknown(lines(page))).as("unknown names in %s", page).isEmpty();
        }
    }

    @Test
    void namesOfNoTestAreFound() {
        List<String> wrong = List.of(
                "NoSuchTest",
                "chaos.RandomHistoriesTest",
                "MatrixTest.noSuchMethod",
                "MatrixTest.noSuch…",
                "MatrixTest.namesOfNoTestAre",
                "MatrixTest.everyTest");
        List<String> right = List.of(
                "MatrixTest",
                "chaos.MatrixTest",
                "kafka.RandomHistoriesTest",
                "MatrixTest.namesOfNoTestAreFound",
                "MatrixTest.namesOf…",
                "SIGKILL",
                "link(2)");
        List<String> rows = Stream.concat(wrong.stream(), right.stream())
                .map(name -> "| row | `" + name + "` |")
                .toList();
        assertThat(unknown(rows)).isEqualTo(wrong);
    }

    /** The sections of the museum that the page is about; a row that nothing catches is no row to leave out. */
    @Test
    void noRowOfTheMuseumIsLeftOut() {
        List<String> expected = Stream.of(
                        IntStream.rangeClosed(1, 36), IntStream.rangeClosed(65, 84), IntStream.rangeClosed(87, 94))
                .flatMap(IntStream::boxed)
                .map(String::valueOf)
                .toList();
        List<String> found = lines("MUSEUM.md").stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> line.split("\\|", -1)[1].strip())
                .toList();
        assertThat(found).isEqualTo(expected);
    }
}

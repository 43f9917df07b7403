package io.holdfast.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random files, line ends and limits, with a new reader for each batch: the ranges of a file, put together, give each
 * line once and in order. A failure names its seed. Planted defects: a range that ends at the estimated byte instead
 * of after a line end; a carriage return kept; a buffer that does not start over at the next load.
 */
class TextFileSourcePropertyTest {

    private static final int SEEDS = 100;

    @Test
    void readsEachLineOfRandomFilesOnceAndInOrder(@TempDir Path root) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SourceDirectory directory = new SourceDirectory(Files.createDirectory(root.resolve("seed" + seed)));
            assertThatCode(() -> check(random, directory)).as("seed " + seed).doesNotThrowAnyException();
        }
    }

    private static void check(SplittableRandom random, SourceDirectory directory) throws Exception {
        Map<String, List<String>> expected = new TreeMap<>();
        for (int round = 0; round < 2; round++) {
            putFiles(random, directory, expected);
            directory.drain(directory.source(), 1 + random.nextInt(60));
        }
        assertThat(linesByFile(directory)).isEqualTo(expected);
    }

    private static void putFiles(SplittableRandom random, SourceDirectory directory, Map<String, List<String>> expected)
            throws Exception {
        int files = 1 + random.nextInt(4);
        for (int i = 0; i < files; i++) {
            String name = "file" + expected.size();
            List<String> lines = new ArrayList<>();
            StringBuilder content = new StringBuilder();
            int count = random.nextInt(200);
            for (int line = 0; line < count; line++) {
                lines.add(line(random));
                content.append(lines.get(line)).append(random.nextBoolean() ? "\n" : "\r\n");
            }
            if (random.nextBoolean()) {
                lines.add("last" + line(random));
                content.append(lines.get(lines.size() - 1));
            }
            if (!lines.isEmpty()) {
                expected.put(name, lines);
                directory.put(name, content.toString());
            }
        }
    }

    private static String line(SplittableRandom random) {
        int length = random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(300);
        String[] alphabet = {"a", "b", " ", "\t", "ü", "€", "😀", "\rx", "0"};
        StringBuilder line = new StringBuilder();
        while (line.length() < length) {
            line.append(alphabet[random.nextInt(random.nextInt(2) == 0 ? 4 : alphabet.length)]);
        }
        return line.toString();
    }

    private static Map<String, List<String>> linesByFile(SourceDirectory directory) {
        Map<String, List<String>> lines = new TreeMap<>();
        for (int i = 0; i < directory.lines.size(); i++) {
            String place = directory.places.get(i);
            lines.computeIfAbsent(place.substring(0, place.indexOf(':')), name -> new ArrayList<>())
                    .add(directory.lines.get(i));
        }
        return lines;
    }
}

package io.holdfast.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a text file sink has published in a directory. */
record PublishedLines(Path directory) {

    private static final Pattern HIDDEN = Pattern.compile("[._]");

    /** All lines, batch after batch. What is hidden is not published yet, and may vanish while it is looked at. */
    List<String> lines() {
        if (!Files.exists(directory)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Path batch : visible(directory)) {
            if (Files.isDirectory(batch)) {
                visible(batch).forEach(part -> lines.addAll(read(part)));
            }
        }
        return lines;
    }

    private static List<Path> visible(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child ->
                            !HIDDEN.matcher(child.getFileName().toString()).lookingAt())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of lines {@code (word,number)}, added up by word: however the words were spread over batches. */
    Map<String, Long> sums() {
        return lines().stream()
                .map(line -> line.substring(1, line.length() - 1).split(","))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1]), Long::sum));
    }
}

package io.holdfast.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/** Java properties in UTF-8, of which it is known in which line each stands. */
final class PropertiesFile {

    private static final long MOST_BYTES = 1 << 20;

    private final Path file;
    private final Consumer<String> problems;
    private final List<Given> entries = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private PropertiesFile(Path file, Consumer<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    static List<Given> read(Path file, Consumer<String> problems) {
        PropertiesFile read = new PropertiesFile(file, problems);
        read.read();
        return read.entries;
    }

    private void read() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                problems.accept("the configuration file " + file + " has more than 1 MB: is it another file?");
                return;
            }
            logicalLines(Files.readString(file, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1));
        } catch (NoSuchFileException e) {
            problems.accept("there is no configuration file " + file);
        } catch (CharacterCodingException e) {
            problems.accept("the configuration file " + file + " is not in UTF-8");
        } catch (IOException e) {
            problems.accept("cannot read the configuration file " + file + ": " + e);
        }
    }

    /** A line that ends in an odd number of backslashes goes on in the next one; comments do not. */
    private void logicalLines(String[] physical) throws IOException {
        for (int line = 0; line < physical.length; line++) {
            int first = line;
            StringBuilder logical = new StringBuilder(physical[line]);
            boolean comment = physical[line].stripLeading().matches("[#!].*");
            while (!comment && goesOn(physical[line]) && line + 1 < physical.length) {
                line++;
                logical.append('\n').append(physical[line]);
            }
            entry(logical.toString(), first + 1);
        }
    }

    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** What a line means is for java.util.Properties to say. */
    private void entry(String logical, int line) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(logical));
        } catch (IllegalArgumentException e) {
            problems.accept(file + ":" + line + ": malformed \\uxxxx: write a backslash as two");
        }
        for (String key : properties.stringPropertyNames()) {
            Integer before = lines.putIfAbsent(key, line);
            if (before != null) {
                problems.accept(file + ":" + line + ": " + key + " is in line " + before + " already");
            }
            entries.add(new Given(key, properties.getProperty(key), file + ":" + line));
        }
    }
}

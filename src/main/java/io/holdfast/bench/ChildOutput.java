package io.holdfast.bench;

import java.io.PrintStream;
import java.util.Optional;

/** What the job of a benchmark says to the process that started it: a word and a number, on a line. Thread-safe. */
final class ChildOutput {

    /** How many records are done. */
    static final String RECORDS = "records";

    private static final String MARK = "@bench ";

    private final PrintStream out = System.out;

    /** What was said. */
    record Said(String word, double number) {}

    void say(String word, double number) {
        synchronized (out) {
            out.println(MARK + word + " " + number);
            out.flush();
        }
    }

    /** Says percentiles, as {@link ChildJvm#percentiles} hears them. */
    void say(String name, Percentiles times) {
        say(name + "-p50", times.p50());
        say(name + "-p99", times.p99());
        say(name + "-max", times.max());
    }

    /** What a line says, unless something else has printed it. */
    static Optional<Said> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        String[] parts = line.substring(MARK.length()).split(" ", -1);
        return Optional.of(new Said(parts[0], Double.parseDouble(parts[1])));
    }
}

package io.holdfast.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was meant by a word that is none of those expected. */
public final class Nearest {

    private Nearest() {}

    /** The word with the fewest letters to insert, remove or replace, if these are less than half of them. */
    public static Optional<String> to(String word, Collection<String> expected) {
        return expected.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> 2 * distance(word, candidate) < Math.max(word.length(), candidate.length()));
    }

    /** Of Levenshtein, row by row. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}

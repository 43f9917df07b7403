package io.holdfast.model;

import java.io.Serializable;

/**
 * A record that could not be handled, and why. To store dead letters, as {@code foreachBatch} does, register this class.
 *
 * @param operator what failed, such as {@code operator map #3}
 * @param source the name of the source that the record came from; empty if it was made by an operator
 * @param split the split within the source; empty likewise
 * @param offset its offset in the split; 0 likewise
 * @param record the record as text, cut off after 10,000 characters
 * @param error what was thrown
 */
public record DeadLetter(String operator, String source, String split, long offset, String record, String error)
        implements Serializable {

    private static final int MOST_CHARACTERS = 10_000;

    public DeadLetter {
        record = record.length() <= MOST_CHARACTERS ? record : record.substring(0, MOST_CHARACTERS) + "...";
    }
}

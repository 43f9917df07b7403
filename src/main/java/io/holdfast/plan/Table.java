package io.holdfast.plan;

/**
 * A table of keyed state. Most stateful operators have one, of their own name; parts have the operator's name, a hash sign, and
 * one of their own, so that no name that a job may give is theirs.
 *
 * @param name what a checkpoint finds it by
 * @param kind what is in it; state is not continued by a table of another kind
 * @param eventTime whether its deadlines are in event time, of the operator's watermark, or in batch time
 */
public record Table(String name, String kind, boolean eventTime) {

    private static final char PART = '#';

    /** The table of an operator that has one, or its main one. */
    static Table of(String operator, String kind) {
        return new Table(operator, kind, false);
    }

    /** A part of an operator's state. */
    static Table part(String operator, String part, String kind) {
        return new Table(operator + PART + part, kind, false);
    }

    /** The same with deadlines in event time. */
    Table inEventTime() {
        return new Table(name, kind, true);
    }

    /** The name of the operator that a table is of. */
    public static String operator(String table) {
        int end = table.indexOf(PART);
        return end < 0 ? table : table.substring(0, end);
    }
}

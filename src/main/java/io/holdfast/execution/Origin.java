package io.holdfast.execution;

/** Where the record at hand came from, kept by each task so that a failure can name it. */
final class Origin {

    /** No split: the record was made by an operator, such as an expired key. */
    static final int NONE = -1;

    /** No event time. */
    static final long NO_TIME = -1;

    int split = NONE;
    long offset;

    /** When the record happened, in milliseconds since the epoch. */
    long timeMillis = NO_TIME;

    void clear() {
        split = NONE;
        offset = 0;
        timeMillis = NO_TIME;
    }
}

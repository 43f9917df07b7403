package io.holdfast.execution;

/** Where the record at hand came from, kept by each task so that a failure can name it. */
final class Origin {

    /** No split: the record was made by an operator, such as an expired key. */
    static final int NONE = -1;

    int split = NONE;
    long offset;

    void clear() {
        split = NONE;
        offset = 0;
    }
}

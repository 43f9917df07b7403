package io.holdfast.drill;

/** What a drill, or one of its comparisons, has come to. The order is that of weight: the heaviest of the parts is the whole. */
public enum Verdict {
    /** Everything that was asked for happened, and nothing was wrong. */
    PASSED,
    /** Nothing was wrong, but not enough happened to say that the job recovers. */
    INCONCLUSIVE,
    /** The job's own code gives different results for the same input, so results cannot be compared. */
    NON_DETERMINISTIC,
    /** Something was lost, doubled, reordered or damaged, or the job did not come back. */
    FAILED;

    /** The heavier of two. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

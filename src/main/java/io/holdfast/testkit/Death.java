package io.holdfast.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The end of one simulated process.
 *
 * @param number of this death among all that were tried, from 1
 * @param step in which it died
 * @param change after which it died, and before the next
 * @param fate how
 * @param before the death of the process before it, or null
 */
record Death(int number, int step, Change change, Fate fate, @Nullable Death before) {

    @Override
    public String toString() {
        String earlier = before == null ? "" : before + "\n    and again:      ";
        String when = step == 0 ? "before the first batch" : "in step " + step;
        return earlier + when + ", right after this: " + change + "\n                    " + fate;
    }
}

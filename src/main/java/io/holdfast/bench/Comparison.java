package io.holdfast.bench;

/**
 * A figure and the same one of an earlier run. Rounds of one run differ, more so on a machine with other work: what differs
 * between two runs says something only if each round of one is beyond all of the other.
 */
public record Comparison(Figure before, Figure now) {

    /** What can be said. */
    public enum Verdict {
        BETTER("better"),
        WORSE("worse"),
        WITHIN_SPREAD("within the spread: no difference seen"),
        SPREAD_UNKNOWN("one round has no spread: nothing can be said");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The medians, now to before; not finite if it was 0. */
    public double ratio() {
        return now.median() / before.median();
    }

    /** The smallest ratio that any round now has to any before. */
    public double least() {
        return now.min() / before.max();
    }

    /** The largest ratio that any round now has to any before. */
    public double most() {
        return now.max() / before.min();
    }

    public Verdict verdict() {
        if (now.rounds().size() < 2 || before.rounds().size() < 2) {
            return Verdict.SPREAD_UNKNOWN;
        } else if (now.min() <= before.max() && before.min() <= now.max()) {
            return Verdict.WITHIN_SPREAD;
        }
        return now.min() > before.max() == now.moreIsBetter() ? Verdict.BETTER : Verdict.WORSE;
    }
}

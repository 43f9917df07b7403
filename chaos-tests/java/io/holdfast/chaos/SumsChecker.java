package io.holdfast.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The oracle: for each key the sequence of sums in the output is the sequence that a plain fold of the ledger gives.
 * Values are positive, so each sum of a key is greater than the one before, and a record that is missing, doubled or out
 * of order shows at its place.
 */
final class SumsChecker {

    private static final int CONTEXT = 3;

    private final String output;
    private final Map<String, List<Long>> expected;
    private final Map<String, Integer> positions = new HashMap<>();

    /** A sum in the output, and where it stands there, such as a topic, partition and offset. */
    record Sum(String key, long sum, String place) {}

    private SumsChecker(String output, Map<String, List<Long>> expected) {
        this.output = output;
        this.expected = expected;
    }

    /**
     * Throws an AssertionError that describes the first divergence, if there is any.
     *
     * @param output what is checked, for the message
     * @param found all sums in the output; those of one key in their order
     */
    static void check(String output, Map<String, List<Long>> expected, List<Sum> found) {
        SumsChecker checker = new SumsChecker(output, expected);
        found.forEach(checker::next);
        checker.end();
    }

    /** As {@link #check}, of a job that is not at its end: more may come. */
    static void checkSoFar(String output, Map<String, List<Long>> expected, List<Sum> found) {
        found.forEach(new SumsChecker(output, expected)::next);
    }

    private void next(Sum found) {
        int position = positions.merge(found.key(), 1, Integer::sum) - 1;
        List<Long> sums = expected.getOrDefault(found.key(), List.of());
        if (position >= sums.size() || sums.get(position) != found.sum()) {
            throw new AssertionError(
                    "%s diverges at key %s, position %d, found at %s: expected %s, found %d (%s); expected around it: %s"
                            .formatted(
                                    output,
                                    found.key(),
                                    position,
                                    found.place(),
                                    position < sums.size() ? sums.get(position) : "no more sums",
                                    found.sum(),
                                    verdict(sums, position, found.sum()),
                                    around(sums, position)));
        }
    }

    private static String verdict(List<Long> sums, int position, long found) {
        int belongs = sums.indexOf(found);
        if (belongs < 0) {
            return "a sum that never was: state or input is wrong";
        }
        return belongs < position
                ? "it belongs at position " + belongs + ": doubled, or out of order"
                : "it belongs at position " + belongs + ": something before it is missing, or comes later";
    }

    private static List<Long> around(List<Long> sums, int position) {
        return sums.subList(
                Math.max(0, Math.min(sums.size(), position) - CONTEXT), Math.min(sums.size(), position + CONTEXT));
    }

    private void end() {
        expected.forEach((key, sums) -> {
            int position = positions.getOrDefault(key, 0);
            if (position < sums.size()) {
                throw new AssertionError(
                        "%s diverges at key %s, position %d: expected %d, found no more (%d of %d sums are missing at the end)"
                                .formatted(
                                        output,
                                        key,
                                        position,
                                        sums.get(position),
                                        sums.size() - position,
                                        sums.size()));
            }
        });
    }
}

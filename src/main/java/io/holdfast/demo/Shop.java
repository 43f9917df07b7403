package io.holdfast.demo;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who clicks on what: made up, but always the same for the same place in the stream.
 *
 * <p>Each split has visitors of its own. A fixed number of them is in the shop at any time; after every so many clicks
 * one comes in and the one who was there longest leaves. So a visit is a burst of clicks, about a quarter of a minute
 * long at the intended rate, and the same visitor comes again only when any session of the last visit has ended.
 */
final class Shop implements Serializable {

    /** As many as the topic has partitions; fixed, because positions are kept by split. */
    static final int SPLITS = 4;

    /** Fewer could not leave for long enough. */
    static final long FEWEST_VISITORS = 100;

    private static final List<Category> CATEGORIES = List.of(Category.values());
    private static final long serialVersionUID = 1L;
    private static final long SEED = 0x686f6c6466617374L;
    private static final long SPLIT_STEP = 0x9e3779b97f4a7c15L;
    private static final long VISIT_SECONDS = 15;
    private static final long FEWEST_CLICKS_PER_VISIT = 10;
    private static final int CLICKS_PER_SALE = 12;
    private static final int HIGHEST_PRICE_CENTS = 5000;

    private final long visitorsPerSplit;
    private final long clicksPerVisit;
    private final int present;

    /**
     * A shop.
     *
     * @param clicksPerSecond the intended rate of all splits together
     * @param visitors how many different visitors there are
     * @param idle after how long without a click a session ends
     */
    Shop(long clicksPerSecond, long visitors, Duration idle) {
        visitorsPerSplit = visitors / SPLITS;
        double clicksOfSplit = (double) clicksPerSecond / SPLITS;
        double secondsUntilBack = VISIT_SECONDS + 3 * idle.toMillis() / 1000.0;
        clicksPerVisit = Math.max(
                FEWEST_CLICKS_PER_VISIT, (long) Math.ceil(clicksOfSplit * secondsUntilBack / visitorsPerSplit));
        present = (int) Math.max(1, (long) (VISIT_SECONDS * clicksOfSplit / clicksPerVisit));
    }

    /** The click at a place. */
    Click click(int split, long offset) {
        SplittableRandom random = new SplittableRandom(SEED + split * SPLIT_STEP + offset);
        long visit = offset / clicksPerVisit + random.nextInt(present);
        long visitor = visit % visitorsPerSplit * SPLITS + split;
        Category category = CATEGORIES.get((int) ((visit + random.nextInt(2)) % CATEGORIES.size()));
        int cents = random.nextInt(CLICKS_PER_SALE) == 0 ? 100 + random.nextInt(HIGHEST_PRICE_CENTS) : 0;
        return new Click(split, offset, visitor, category, cents);
    }
}

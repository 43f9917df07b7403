package io.holdfast.demo;

import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Batch;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Checks, batch by batch, that the job has counted each click exactly once: every split's clicks came without a gap, a
 * repetition or a step back; there are as many as its offsets say; two operators that share nothing, the ledger by split
 * and the totals by category, have counted the same clicks and the same money; and nothing ever goes back. A batch that
 * is seen again must say the same again. Not thread-safe.
 */
final class Verification {

    /** How many batches are remembered, in case they are seen again. */
    private static final int MEMORY = 100;

    private final NavigableMap<Long, Totals> verified = new TreeMap<>();

    /** The totals of a batch of ledgers, sales and ended sessions; throws if they cannot be right. */
    Totals check(Batch<Record> batch) {
        long counted = 0;
        long cents = 0;
        long endedSessions = 0;
        Map<Category, Sales> sales = new EnumMap<>(Category.class);
        for (Record observation : batch.collect()) {
            if (observation instanceof Ledger ledger) {
                check(batch.id(), ledger);
                counted += ledger.clicks();
                cents += ledger.cents();
            } else if (observation instanceof Sales total) {
                sales.put(total.category(), total);
            } else if (observation instanceof EndedSessions ended) {
                endedSessions = ended.sessions();
            }
        }
        Totals totals = new Totals(batch.id(), batch.time(), counted, sales, endedSessions, (int) batch.count());
        long clicksOfCategories =
                sales.values().stream().mapToLong(Sales::clicks).sum();
        require(
                clicksOfCategories == counted && totals.cents() == cents,
                batch.id(),
                "the splits hold " + counted + " clicks and " + cents + " cents, the categories " + clicksOfCategories
                        + " clicks and " + totals.cents() + " cents");
        compare(totals);
        return totals;
    }

    private static void check(long batch, Ledger ledger) {
        require(ledger.violation().isEmpty(), batch, ledger.violation());
        require(
                ledger.nextOffset() - ledger.firstOffset() == ledger.clicks(),
                batch,
                "split " + ledger.split() + " was read from " + ledger.firstOffset() + " to " + ledger.nextOffset()
                        + ", but " + ledger.clicks() + " clicks were counted");
    }

    private void compare(Totals totals) {
        Totals before = verified.putIfAbsent(totals.batch(), totals);
        require(
                before == null || before.equals(totals),
                totals.batch(),
                "the batch was seen before with other totals: " + before + ", now " + totals);
        Map.Entry<Long, Totals> lower = verified.lowerEntry(totals.batch());
        require(
                lower == null
                        || (lower.getValue().clicks() <= totals.clicks()
                                && lower.getValue().endedSessions() <= totals.endedSessions()),
                totals.batch(),
                "totals went back: " + (lower == null ? "" : lower.getValue()) + ", then " + totals);
        if (verified.size() > MEMORY) {
            verified.pollFirstEntry();
        }
    }

    private static void require(boolean condition, long batch, String violation) {
        if (!condition) {
            throw new UserCodeException("exactly once was violated, found in batch " + batch + ": " + violation
                    + ". Please keep the checkpoint directory and report this");
        }
    }
}

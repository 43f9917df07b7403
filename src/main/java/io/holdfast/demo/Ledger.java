package io.holdfast.demo;

import java.util.List;
import java.util.Optional;

/**
 * The account of one split, kept as state of the job itself: what was seen of it, and the first click that was not the
 * one after its predecessor. A click that is lost, repeated or out of order shows, and stays on record.
 *
 * @param split which
 * @param firstOffset the first place seen
 * @param nextOffset the place that must come next
 * @param clicks how many were seen
 * @param cents what was bought in them
 * @param violation what was wrong first; empty if nothing was
 */
record Ledger(int split, long firstOffset, long nextOffset, long clicks, long cents, String violation) {

    static Optional<Ledger> after(List<Click> clicks, Optional<Ledger> before) {
        Ledger ledger = before.orElse(null);
        for (Click click : clicks) {
            ledger = (ledger == null ? opening(click) : ledger).and(click);
        }
        return Optional.ofNullable(ledger);
    }

    private static Ledger opening(Click click) {
        return new Ledger(click.split(), click.offset(), click.offset(), 0, 0, "");
    }

    private Ledger and(Click click) {
        String found = violation;
        if (found.isEmpty() && click.offset() != nextOffset) {
            found = "in split " + split + ", click " + nextOffset + " had to come next, but click " + click.offset()
                    + " came: " + (click.offset() < nextOffset ? "it came before" : "those between are missing");
        }
        return new Ledger(split, firstOffset, click.offset() + 1, clicks + 1, cents + click.cents(), found);
    }
}

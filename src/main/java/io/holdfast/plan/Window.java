package io.holdfast.plan;

import java.io.Serializable;

/**
 * A window in batch time, as Spark defines it: at each multiple of the slide, the boundary, it holds the batches of the
 * length before, the one at the boundary included. Times are in milliseconds since the epoch.
 *
 * <p>State is kept by pane, the longest step that both length and slide are multiples of. A batch belongs to the pane that
 * ends with it or next after it, but never to one that was already evaluated: after a restart within one interval, batch
 * time stands still, and the batch counts for the next pane. Boundaries that were missed are evaluated once, at the newest.
 *
 * @param lengthMillis how long a batch stays in it
 * @param slideMillis how often it is evaluated
 */
public record Window(long lengthMillis, long slideMillis) implements Serializable {

    /** No boundary. */
    public static final long NONE = Long.MIN_VALUE;

    /** How long a pane is. */
    public long paneMillis() {
        return commonStep(lengthMillis, slideMillis);
    }

    /** The longest step that both are multiples of. */
    public static long commonStep(long lengthMillis, long slideMillis) {
        long divisor = lengthMillis;
        for (long rest = slideMillis; rest != 0; ) {
            long next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        return divisor;
    }

    /** How many panes the window holds. */
    public long panes() {
        return lengthMillis / paneMillis();
    }

    /** The boundary that a batch evaluates, which is not after it; {@link #NONE} if none has passed since the one before. */
    public long boundary(long previousMillis, long timeMillis) {
        long newest = aligned(timeMillis, slideMillis);
        return newest > previousMillis ? newest : NONE;
    }

    /** The end of the pane that the records of a batch belong to. */
    public long pane(long previousMillis, long timeMillis) {
        long pane = paneMillis();
        long end = ceiling(timeMillis, pane);
        return end > previousMillis ? end : Math.floorDiv(previousMillis, pane) * pane + pane;
    }

    /** The first boundary at which the pane is no longer in the window. */
    public long leaves(long paneEndMillis) {
        return ceiling(paneEndMillis + lengthMillis, slideMillis);
    }

    /** The newest time at which something is evaluated that slides, at or before another; 0 for what does not. */
    public static long aligned(long millis, long slideMillis) {
        return slideMillis == 0 || millis == Long.MIN_VALUE ? millis : Math.floorDiv(millis, slideMillis) * slideMillis;
    }

    private static long ceiling(long millis, long step) {
        return -Math.floorDiv(-millis, step) * step;
    }

    @Override
    public String toString() {
        return "panes of " + paneMillis() + " ms for " + lengthMillis + " ms";
    }
}

package io.holdfast.execution;

import io.holdfast.plan.Window;
import java.util.function.LongConsumer;

/**
 * The arithmetic of tumbling and sliding windows in event time. A window that ends at a multiple of the slide holds the panes
 * whose ends are after its start and not after its end. All in milliseconds since the epoch.
 */
record EventPanes(long lengthMillis, long slideMillis, long latenessMillis, long paneMillis) {

    EventPanes(long lengthMillis, long slideMillis, long latenessMillis) {
        this(lengthMillis, slideMillis, latenessMillis, Window.commonStep(lengthMillis, slideMillis));
    }

    /** The end of the pane that a time is in. */
    long pane(long timeMillis) {
        return Math.floorDiv(timeMillis, paneMillis) * paneMillis + paneMillis;
    }

    /** With a slide longer than the windows there are times between them. */
    boolean isInAnyWindow(long pane) {
        return firstEnd(pane) <= lastEnd(pane);
    }

    private long firstEnd(long pane) {
        return -Math.floorDiv(-pane, slideMillis) * slideMillis;
    }

    private long lastEnd(long pane) {
        return Math.floorDiv(pane + lengthMillis - 1, slideMillis) * slideMillis;
    }

    /** The watermark from which on no window needs the pane, late records included. */
    long gone(long pane) {
        return lastEnd(pane) + latenessMillis;
    }

    /** The end of the first window with the pane that ends after a time; the largest number if there is none. */
    long firstEndAfter(long pane, long timeMillis) {
        long after = Math.floorDiv(timeMillis, slideMillis) * slideMillis + slideMillis;
        long end = Math.max(firstEnd(pane), after);
        return end <= lastEnd(pane) ? end : Long.MAX_VALUE;
    }

    /** The ends of windows with the pane that have fired already and still take late records. */
    void forEachFired(long pane, long watermark, LongConsumer action) {
        for (long end = firstEnd(pane); end <= Math.min(lastEnd(pane), watermark); end += slideMillis) {
            if (end + latenessMillis > watermark) {
                action.accept(end);
            }
        }
    }
}

package io.holdfast.model;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which windows in event time a record belongs to. A window fires when the watermark reaches its end; records that come
 * later than that are late, and are in it if they come before the watermark has passed its end by the allowed lateness: then
 * it fires again with them. Others are not in any window but in the side output. Immutable.
 *
 * <p>Tumbling and sliding windows begin at multiples of the slide since 1970-01-01T00:00:00Z.
 *
 * @param kind which of the three
 * @param lengthMillis the length, in milliseconds; of a session the gap
 * @param slideMillis the slide, in milliseconds; the length again for those that do not slide
 * @param latenessMillis the allowed lateness, in milliseconds
 */
public record EventWindow(Kind kind, long lengthMillis, long slideMillis, long latenessMillis) implements Serializable {

    /** The kinds of windows. */
    public enum Kind {
        /** One after the other, each record in one. */
        TUMBLING,
        /** A new one each slide: a record is in all that overlap there. */
        SLIDING,
        /** As long as a key has records, until it has none for a gap. */
        SESSION
    }

    /** Windows of a length, one after the other. */
    public static EventWindow tumbling(Duration length) {
        return new EventWindow(Kind.TUMBLING, positive("length", length), positive("length", length), 0);
    }

    /** Windows of a length, one each slide. Cheaper the larger the step is that both are multiples of. */
    public static EventWindow sliding(Duration length, Duration slide) {
        return new EventWindow(Kind.SLIDING, positive("length", length), positive("slide", slide), 0);
    }

    /** A window for each time in which a key has records that are no further than the gap apart; ends a gap after the last. */
    public static EventWindow session(Duration gap) {
        return new EventWindow(Kind.SESSION, positive("gap", gap), positive("gap", gap), 0);
    }

    /** How long after the watermark has passed the end of a window it still takes records, and fires again. Default: zero. */
    public EventWindow allowedLateness(Duration lateness) {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("allowedLateness must not be negative, found " + lateness);
        }
        return new EventWindow(kind, lengthMillis, slideMillis, lateness.toMillis());
    }

    private static long positive(String what, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(what + " must be at least 1 ms, found " + duration);
        }
        return duration.toMillis();
    }
}

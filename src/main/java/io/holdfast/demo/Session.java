package io.holdfast.demo;

import io.holdfast.model.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The clicks of one visitor without a long pause: as state while it lasts, as result when it has ended.
 *
 * @param visitor who
 * @param split where the clicks were read: all in one split
 * @param firstOffset the place of the first click
 * @param lastOffset the place of the last click
 * @param clicks how many
 * @param cents what was bought
 * @param began the batch time of the first click
 * @param latest the batch time of the last click
 */
record Session(
        long visitor,
        int split,
        long firstOffset,
        long lastOffset,
        long clicks,
        long cents,
        Instant began,
        Instant latest) {

    /** What {@code mapWithState} does: a click makes the session longer, a timeout ends it. */
    static Optional<Session> follow(Instant time, Long visitor, Optional<Click> click, State<Session> state) {
        if (click.isEmpty()) {
            return Optional.of(state.get());
        }
        Session before = state.getOrNull();
        state.update(before == null ? of(click.get(), time) : before.with(click.get(), time));
        return Optional.empty();
    }

    private static Session of(Click click, Instant time) {
        return new Session(
                click.visitor(), click.split(), click.offset(), click.offset(), 1, click.cents(), time, time);
    }

    private Session with(Click click, Instant time) {
        return new Session(visitor, split, firstOffset, click.offset(), clicks + 1, cents + click.cents(), began, time);
    }

    /** A line: visitor, clicks, cents, seconds, split, offsets of the first and the last click. */
    String line() {
        return visitor + "," + clicks + "," + cents + ","
                + Duration.between(began, latest).toSeconds() + "," + split + "," + firstOffset + "," + lastOffset;
    }
}

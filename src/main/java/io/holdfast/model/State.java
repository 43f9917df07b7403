package io.holdfast.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key, as {@code mapWithState} hands it to the job's function. Valid only during that call.
 *
 * <p>State changes only through {@link #update} and {@link #remove}. A value that {@link #get} returned may be kept or
 * changed by the caller without any effect on the state. Not thread-safe.
 */
public interface State<S> {

    /** Whether the key has state. */
    boolean exists();

    /** The state. Throws {@link java.util.NoSuchElementException} if the key has none. */
    S get();

    /** The state, or null if the key has none. */
    @Nullable
    S getOrNull();

    /**
     * Sets the state. Throws {@link IllegalStateException} if the state was removed in this call or the key is timing
     * out, {@link NullPointerException} for null.
     */
    void update(S newState);

    /**
     * Removes the state. Throws {@link IllegalStateException} if it was already removed in this call or the key is
     * timing out.
     */
    void remove();

    /** Whether this is the last call for the key, made because it was idle for the timeout. */
    boolean isTimingOut();

    /**
     * The watermark: all records that happened before this have come, so what is earlier is late. Throws {@link
     * IllegalStateException} if the stream has no event time.
     */
    Instant watermark();

    /**
     * Asks for a call with no value and {@link #isWaking()} as soon as the watermark has reached this time: in this batch if it
     * has already, or, from such a call, when it next moves on. A key has one such timer: a new one replaces it, {@link
     * #cancelWake()} and a timeout remove it, what becomes of the state does not. Throws {@link IllegalStateException} if the
     * stream has no event time.
     */
    void wakeAt(Instant eventTime);

    /** Removes the timer of {@link #wakeAt}. No effect if there is none. */
    void cancelWake();

    /** Whether this call was asked for with {@link #wakeAt}. */
    boolean isWaking();
}

package io.holdfast.model;

import io.holdfast.function.Function3;
import io.holdfast.function.Function4;
import io.holdfast.function.Supplier;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mapWithState} does for each record of a key. Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <S> the type of state
 * @param <M> the type of records that come out
 */
public final class StateSpec<K, V, S, M extends @Nullable Object> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final @Nullable Function3<K, Optional<V>, State<S>, M> always;
    private final @Nullable Function4<Instant, K, Optional<V>, State<S>, Optional<M>> sometimes;
    private final @Nullable Supplier<Map<K, S>> initialState;
    private final @Nullable Duration timeout;

    private StateSpec(
            @Nullable Function3<K, Optional<V>, State<S>, M> always,
            @Nullable Function4<Instant, K, Optional<V>, State<S>, Optional<M>> sometimes,
            @Nullable Supplier<Map<K, S>> initialState,
            @Nullable Duration timeout) {
        this.always = always;
        this.sometimes = sometimes;
        this.initialState = initialState;
        this.timeout = timeout;
    }

    /**
     * Calls the function once per record with the key, the value and the key's state, and emits what it returns, null
     * included. When a key times out the value is empty.
     */
    public static <K, V, S, M extends @Nullable Object> StateSpec<K, V, S, M> function(
            Function3<K, Optional<V>, State<S>, M> function) {
        return new StateSpec<>(Objects.requireNonNull(function, "function"), null, null, null);
    }

    /** Like the other form, with the batch time first; emits a record only if the result is present. */
    public static <K, V, S, M> StateSpec<K, V, S, M> function(
            Function4<Instant, K, Optional<V>, State<S>, Optional<M>> function) {
        return new StateSpec<>(null, Objects.requireNonNull(function, "function"), null, null);
    }

    /** The state to begin with, used once: in the first batch of this operator's life. */
    public StateSpec<K, V, S, M> initialState(Supplier<Map<K, S>> initial) {
        return new StateSpec<>(always, sometimes, Objects.requireNonNull(initial, "initial"), timeout);
    }

    /**
     * Removes the state of a key that had no record for this long in batch time, after one last call with {@link
     * State#isTimingOut()}, in the first batch at or after the deadline. Millisecond resolution; none by default.
     */
    public StateSpec<K, V, S, M> timeout(Duration idle) {
        if (idle.toMillis() <= 0) {
            throw new IllegalArgumentException("timeout must be at least 1 ms, found " + idle);
        }
        return new StateSpec<>(always, sometimes, initialState, idle);
    }

    /** The form that always emits, or null if the other was given. */
    public @Nullable Function3<K, Optional<V>, State<S>, M> emittingAlways() {
        return always;
    }

    /** The form that may emit, or null if the other was given. */
    public @Nullable Function4<Instant, K, Optional<V>, State<S>, Optional<M>> emittingSometimes() {
        return sometimes;
    }

    /** The initial state, or null. */
    public @Nullable Supplier<Map<K, S>> initial() {
        return initialState;
    }

    /** The idle timeout, or null. */
    public @Nullable Duration idleTimeout() {
        return timeout;
    }
}

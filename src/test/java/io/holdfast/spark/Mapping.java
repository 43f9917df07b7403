package io.holdfast.spark;

import io.holdfast.model.Pair;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code mapWithState} does for each record of a key. */
enum Mapping {
    /** Sums; what it emits for the records of a batch does not depend on their order. Always emits. */
    SUMMING,
    /** Emits the sum so far, so the order of records shows; removes, and leaves untouched. Always emits. */
    RUNNING,
    /** The same with the batch time, and emits only sometimes. */
    RUNNING_WITH_TIME;

    /** Whether records of one key may come in any order. */
    boolean takesAnyOrder() {
        return this == SUMMING;
    }

    /**
     * Handles one record, or the end of a key that times out.
     *
     * @param second of the batch, from the first on
     * @param value null when the key times out
     */
    Optional<Object> of(long second, Object key, @Nullable Object value, Cell state) {
        if (state.isTimingOut()) {
            return Optional.of(Pair.of(key, Pair.of("out", state.get())));
        }
        boolean isNew = !state.exists();
        long sum = Values.number(java.util.Objects.requireNonNull(value)) + (isNew ? 0 : Values.number(state.get()));
        if (this == SUMMING) {
            state.update(sum);
            return Optional.of(Pair.of(key, value));
        }
        Pair<Object, Object> seen = Pair.of(key, Pair.of(isNew ? "new" : "old", sum));
        change(state, isNew, sum);
        if (this == RUNNING) {
            return Optional.of(seen);
        }
        return Math.floorMod(sum, 4) == 0 ? Optional.empty() : Optional.of(Pair.of(second, seen));
    }

    private static void change(Cell state, boolean isNew, long sum) {
        if (Math.floorMod(sum, 5) == 0 && !isNew) {
            state.remove();
        } else if (isNew || Math.floorMod(sum, 3) != 0) {
            state.update(sum);
        }
    }
}

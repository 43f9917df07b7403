package io.holdfast.plan;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Supplier;
import io.holdfast.model.Batch;
import io.holdfast.model.StateSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations that bring records together from all tasks. */
public sealed interface Wide extends Serializable {

    String kind();

    /** Whether the operation keeps state between batches. */
    default boolean isStateful() {
        return this instanceof MapWithState || this instanceof UpdateState;
    }

    /** Spreads records evenly over a number of tasks. */
    record Repartition(int partitions) implements Wide {
        @Override
        public String kind() {
            return "repartition";
        }
    }

    /**
     * Combines the values of each key.
     *
     * @param create makes a combination of a first value
     * @param add adds a value to a combination of the same task
     * @param merge merges combinations of different tasks
     * @param mapSide whether tasks combine what they have before the shuffle
     */
    record CombineByKey(
            String kind,
            Function1<Object, Object> create,
            Function2<Object, Object, Object> add,
            Function2<Object, Object, Object> merge,
            boolean mapSide)
            implements Wide {}

    /** Brings together the values that each key has in each input: a pair of the key and one list per input. */
    record CoGroup() implements Wide {
        @Override
        public String kind() {
            return "cogroup";
        }
    }

    /** Hands the whole batch to a function. */
    record Transform(Function1<Batch<Object>, Batch<?>> function) implements Wide {
        @Override
        public String kind() {
            return "transform";
        }
    }

    /** Calls a function with the state of the key for each record. */
    record MapWithState(StateSpec<Object, Object, Object, Object> spec) implements Wide {
        @Override
        public String kind() {
            return "mapWithState";
        }
    }

    /** Calls a function for each key that has values or state. */
    record UpdateState(
            Function2<List<Object>, Optional<Object>, Optional<Object>> function,
            @Nullable Supplier<Map<Object, Object>> initialState)
            implements Wide {
        @Override
        public String kind() {
            return "updateStateByKey";
        }
    }
}

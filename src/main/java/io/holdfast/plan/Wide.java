package io.holdfast.plan;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Predicate;
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

    /** The tables of what an operator of this name keeps between batches, its main one first; none without state. */
    default List<Table> tables(String operator) {
        return List.of();
    }

    /** How the values of a key are combined before the shuffle; null if they are not. */
    default @Nullable CombineByKey combiner() {
        return null;
    }

    /** The window in batch time that the operation evaluates; null for most. */
    default @Nullable Window window() {
        return null;
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
            implements Wide {

        @Override
        public @Nullable CombineByKey combiner() {
            return mapSide ? this : null;
        }
    }

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

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind()));
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

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind()));
        }
    }

    /**
     * Combines the values of each key over a window, and emits every key that has a combination at each boundary.
     *
     * @param inverse takes what leaves the window out of a combination; null if it is made anew from panes
     * @param keep which results stay; the others are forgotten. Null for all
     */
    record ReduceWindow(
            String kind,
            Function2<Object, Object, Object> reduce,
            @Nullable Function2<Object, Object, Object> inverse,
            @Nullable Predicate<Object> keep,
            Window window)
            implements Wide {

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind), Table.part(operator, "panes", panes()));
        }

        private String panes() {
            return inverse == null ? "tree over " + window : window.toString();
        }

        @Override
        public CombineByKey combiner() {
            return new CombineByKey(kind, value -> value, reduce, reduce, true);
        }
    }

    /**
     * Emits all values of a window at each boundary.
     *
     * @param grouped whether as one list per key, or else each by itself without its key
     */
    record CollectWindow(String kind, boolean grouped, Window window) implements Wide {

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind + ", " + window));
        }
    }
}

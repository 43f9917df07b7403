package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.MapWithStateDStream;
import io.holdfast.model.StateSpec;
import io.holdfast.spark.Functions.Update;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;

/** Operations with state across batches. */
sealed interface Stateful extends Operation {

    /** What the keys begin with, if they begin with something. */
    Map<Object, Object> INITIAL = Map.of(1L, 11L, "odd", 12L, "nobody's", 13L);

    @Override
    default boolean needsPairs() {
        return true;
    }

    @Override
    default boolean keepsState() {
        return true;
    }

    record UpdateStateByKey(Update function, boolean isInitialized) implements Stateful {
        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return true;
        }

        private static Map<Object, Object> initial() {
            return new java.util.HashMap<>(
                    Map.of(1L, io.holdfast.model.Pair.of(11L, 0L), "nobody's", io.holdfast.model.Pair.of(13L, 1L)));
        }

        private org.apache.spark.api.java.Optional<Object> update(
                List<Object> values, org.apache.spark.api.java.Optional<Object> before) {
            return org.apache.spark.api.java.Optional.ofNullable(function.of(values, before.orNull()));
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            var pairs = inputs.get(0).pairs();
            return SparkStream.of(
                    isInitialized
                            ? pairs.updateStateByKey(
                                    this::update,
                                    new HashPartitioner(SparkEngine.PARALLELISM),
                                    SparkEngine.pairs(pairs.context(), initial()))
                            : pairs.updateStateByKey(this::update));
        }

        private Optional<Object> updateOnHoldfast(List<Object> values, Optional<Object> before) {
            return Optional.ofNullable(function.of(values, before.orElse(null)));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return isInitialized
                    ? inputs.get(0).pairs().updateStateByKey(name, this::updateOnHoldfast, UpdateStateByKey::initial)
                    : inputs.get(0).pairs().updateStateByKey(name, this::updateOnHoldfast);
        }
    }

    /** @param timeout in milliseconds; none if 0 */
    record MapWithState(Mapping function, long timeout, boolean isInitialized) implements Stateful {
        @Override
        public boolean givesPairs(boolean pairs) {
            return false;
        }

        @Override
        public boolean takes(Program program, int input) {
            return program.givesPairs(input)
                    && (function.takesAnyOrder() || program.isSettled(input))
                    && (timeout == 0 || !isInitialized || Rules.canTimeOutFromTheStart(program.slide(input)));
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            var pairs = inputs.get(0).pairs();
            var spec = specOnSpark();
            if (isInitialized) {
                spec = spec.initialState(SparkEngine.pairs(pairs.context(), INITIAL));
            }
            if (timeout > 0) {
                spec = spec.timeout(Rules.timeoutOnSpark(Duration.ofMillis(timeout)));
            }
            JavaMapWithStateDStream<Object, Object, Object, Object> states = pairs.mapWithState(spec);
            if (timeout > 0) {
                states.checkpoint(
                        Rules.checkpointsOfTimeoutsOnSpark(states.dstream().slideDuration()));
            }
            return SparkStream.of(states);
        }

        private org.apache.spark.streaming.StateSpec<Object, Object, Object, Object> specOnSpark() {
            Mapping mapping = function;
            return mapping == Mapping.RUNNING_WITH_TIME
                    ? org.apache.spark.streaming.StateSpec.function((org.apache.spark.api.java.function.Function4<
                                    org.apache.spark.streaming.Time,
                                    Object,
                                    org.apache.spark.api.java.Optional<Object>,
                                    org.apache.spark.streaming.State<Object>,
                                    org.apache.spark.api.java.Optional<Object>>)
                            (time, key, value, state) -> org.apache.spark.api.java.Optional.ofNullable(mapping.of(
                                            Program.second(time.milliseconds()),
                                            key,
                                            value.orNull(),
                                            new SparkCell(state))
                                    .orElse(null)))
                    : org.apache.spark.streaming.StateSpec.function((org.apache.spark.api.java.function.Function3<
                                    Object,
                                    org.apache.spark.api.java.Optional<Object>,
                                    org.apache.spark.streaming.State<Object>,
                                    Object>)
                            (key, value, state) -> mapping.of(0, key, value.orNull(), new SparkCell(state))
                                    .orElseThrow());
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            StateSpec<Object, Object, Object, Object> spec = specOnHoldfast();
            if (isInitialized) {
                spec = spec.initialState(() -> INITIAL);
            }
            if (timeout > 0) {
                spec = spec.timeout(Duration.ofMillis(timeout));
            }
            return inputs.get(0).pairs().mapWithState(name, spec);
        }

        private StateSpec<Object, Object, Object, Object> specOnHoldfast() {
            Mapping mapping = function;
            return mapping == Mapping.RUNNING_WITH_TIME
                    ? StateSpec.<Object, Object, Object, Object>function((time, key, value, state) -> mapping.of(
                            Program.second(time.toEpochMilli()), key, value.orElse(null), new HoldfastCell(state)))
                    : StateSpec.<Object, Object, Object, Object>function(
                            (key, value, state) -> mapping.of(0, key, value.orElse(null), new HoldfastCell(state))
                                    .orElseThrow());
        }
    }

    /** The state behind a {@link MapWithState}. */
    record StateSnapshots() implements Stateful {
        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return true;
        }

        @Override
        public boolean keepsState() {
            return false;
        }

        @Override
        public boolean emitsWithoutInput() {
            return true;
        }

        @Override
        public boolean takes(Program program, int input) {
            return program.steps().get(input).operation() instanceof MapWithState;
        }

        @Override
        @SuppressWarnings("unchecked")
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(((JavaMapWithStateDStream<Object, Object, Object, Object>)
                            (Object) inputs.get(0).records())
                    .stateSnapshots());
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return ((MapWithStateDStream<?, ?, ?>) inputs.get(0).stream()).stateSnapshots();
        }
    }

    record SparkCell(org.apache.spark.streaming.State<Object> state) implements Cell {
        @Override
        public boolean exists() {
            return state.exists();
        }

        @Override
        public Object get() {
            return state.get();
        }

        @Override
        public void update(Object value) {
            state.update(value);
        }

        @Override
        public void remove() {
            state.remove();
        }

        @Override
        public boolean isTimingOut() {
            return state.isTimingOut();
        }
    }

    record HoldfastCell(io.holdfast.model.State<Object> state) implements Cell {
        @Override
        public boolean exists() {
            return state.exists();
        }

        @Override
        public Object get() {
            return Objects.requireNonNull(state.get());
        }

        @Override
        public void update(Object value) {
            state.update(value);
        }

        @Override
        public void remove() {
            state.remove();
        }

        @Override
        public boolean isTimingOut() {
            return state.isTimingOut();
        }
    }
}

package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.model.Pair;
import io.holdfast.spark.Functions.Merge;
import java.util.List;
import org.apache.spark.HashPartitioner;

/** Operations on the values of each key in a batch. */
sealed interface ByKey extends Operation {

    @Override
    default boolean needsPairs() {
        return true;
    }

    @Override
    default boolean givesPairs(boolean pairs) {
        return true;
    }

    @Override
    default boolean givesDistinctKeys(boolean distinct) {
        return true;
    }

    record ReduceByKey(Merge function) implements ByKey {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).pairs().reduceByKey(function::of));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).pairs().reduceByKey(function::of);
        }
    }

    record GroupByKey() implements ByKey {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).pairs().groupByKey().mapValues(Rules::group));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).pairs().groupByKey().mapValues(Rules::group);
        }
    }

    /** The number of values and the largest. */
    record CombineByKey(boolean mapSide) implements ByKey {

        private static Object create(Object value) {
            return Pair.of(1L, value);
        }

        private static Object add(Object combined, Object value) {
            return merge(combined, create(value));
        }

        private static Object merge(Object one, Object other) {
            Pair<Object, Object> first = HoldfastStream.pair(one);
            Pair<Object, Object> second = HoldfastStream.pair(other);
            return Pair.of(
                    Values.number(first.key()) + Values.number(second.key()),
                    Merge.LARGEST.of(first.value(), second.value()));
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .pairs()
                    .combineByKey(
                            CombineByKey::create,
                            CombineByKey::add,
                            CombineByKey::merge,
                            new HashPartitioner(SparkEngine.PARALLELISM),
                            mapSide));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .pairs()
                    .combineByKey(CombineByKey::create, CombineByKey::add, CombineByKey::merge, mapSide);
        }
    }
}

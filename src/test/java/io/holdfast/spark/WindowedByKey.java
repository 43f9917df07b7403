package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.spark.Functions.Merge;
import java.util.List;
import org.apache.spark.HashPartitioner;

/** Windows in batch time over the values of each key. */
sealed interface WindowedByKey extends Windowed {

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

    record ReduceByKeyAndWindow(Merge function, Span span) implements WindowedByKey {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .pairs()
                    .reduceByKeyAndWindow(function::of, span.lengthOnSpark(), span.slideOnSpark()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .pairs()
                    .reduceByKeyAndWindow(name, function::of, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    record ReduceByKeyAndWindowWithInverse(Merge function, Span span) implements WindowedByKey {
        @Override
        public boolean takes(Program program, int input) {
            return WindowedByKey.super.takes(program, input) && Rules.canInvert(span);
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .pairs()
                    .reduceByKeyAndWindow(function::of, function::without, span.lengthOnSpark(), span.slideOnSpark()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .pairs()
                    .reduceByKeyAndWindow(
                            name, function::of, function::without, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    /** Lets go what is 0. */
    record ReduceByKeyAndWindowWithFilter(Span span) implements WindowedByKey {
        @Override
        public boolean takes(Program program, int input) {
            return WindowedByKey.super.takes(program, input) && Rules.canInvert(span);
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .pairs()
                    .mapValues(Rules::positive)
                    .reduceByKeyAndWindow(
                            Merge.SUM::of,
                            Merge.SUM::without,
                            span.lengthOnSpark(),
                            span.slideOnSpark(),
                            new HashPartitioner(SparkEngine.PARALLELISM),
                            pair -> Values.number(pair._2()) != 0));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .pairs()
                    .<Object>mapValues(Rules::positive)
                    .reduceByKeyAndWindow(
                            name,
                            Merge.SUM::of,
                            Merge.SUM::without,
                            span.lengthOnHoldfast(),
                            span.slideOnHoldfast(),
                            pair -> Values.number(pair.value()) != 0);
        }
    }

    record GroupByKeyAndWindow(Span span) implements WindowedByKey {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .pairs()
                    .groupByKeyAndWindow(span.lengthOnSpark(), span.slideOnSpark())
                    .mapValues(Rules::group));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .pairs()
                    .groupByKeyAndWindow(name, span.lengthOnHoldfast(), span.slideOnHoldfast())
                    .mapValues(Rules::group);
        }
    }
}

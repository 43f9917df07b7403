package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.spark.Functions.Each;
import io.holdfast.spark.Functions.Keying;
import io.holdfast.spark.Functions.Passing;
import io.holdfast.spark.Functions.Spread;
import java.util.List;
import scala.Tuple2;

/** Operations on each record, which keep the order of the source. */
sealed interface Narrow extends Operation {

    @Override
    default boolean needsPairs() {
        return false;
    }

    @Override
    default boolean givesPairs(boolean pairs) {
        return false;
    }

    @Override
    default boolean keepsOrder() {
        return true;
    }

    record Map(Each function) implements Narrow {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().map(function::of));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().map(function::of);
        }
    }

    record Filter(Passing function) implements Narrow {
        @Override
        public boolean givesPairs(boolean pairs) {
            return pairs;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return distinct;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return inputs.get(0) instanceof SparkStream.Keyed keyed
                    ? SparkStream.of(keyed.pairs().filter(pair -> function.passes(pair._2())))
                    : SparkStream.of(inputs.get(0).records().filter(function::passes));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream() instanceof io.holdfast.PairDStream<?, ?>
                    ? inputs.get(0).pairs().filter(pair -> function.passes(pair.value()))
                    : inputs.get(0).records().filter(function::passes);
        }
    }

    record FlatMap(Spread function) implements Narrow {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().flatMap(record -> function.of(record)
                    .iterator()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().flatMap(record -> function.of(record).iterator());
        }
    }

    record MapPartitions(Spread function) implements Narrow {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().mapPartitions(function::ofAll));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().mapPartitions(function::ofAll);
        }
    }

    record MapToPair(Keying function) implements Narrow {
        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .records()
                    .mapToPair(record -> new Tuple2<>(
                            function.of(record).key(), function.of(record).value())));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().mapToPair(function::of);
        }
    }

    /** Keys or values alone. */
    record Side(boolean keys) implements Narrow {
        @Override
        public boolean needsPairs() {
            return true;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).pairs().map(pair -> keys ? pair._1() : pair._2()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return keys ? inputs.get(0).pairs().keys() : inputs.get(0).pairs().values();
        }
    }

    record MapValues(Each function) implements Narrow {
        @Override
        public boolean needsPairs() {
            return true;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return distinct;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).pairs().mapValues(function::of));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).pairs().mapValues(function::of);
        }
    }

    record FlatMapValues(Spread function) implements Narrow {
        @Override
        public boolean needsPairs() {
            return true;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).pairs().flatMapValues(value -> function.of(value)
                    .iterator()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).pairs().flatMapValues(value -> function.of(value)
                    .iterator());
        }
    }
}

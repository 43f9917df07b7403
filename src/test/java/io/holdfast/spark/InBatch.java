package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.spark.Functions.Merge;
import io.holdfast.spark.Functions.Whole;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Time;

/** Operations that see all records of a batch, or move them about. */
sealed interface InBatch extends Operation {

    @Override
    default boolean needsPairs() {
        return false;
    }

    @Override
    default boolean givesPairs(boolean pairs) {
        return false;
    }

    record Union() implements InBatch {
        @Override
        public int arity() {
            return 2;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return pairs;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return inputs.get(0) instanceof SparkStream.Keyed keyed
                    ? SparkStream.of(keyed.pairs().union(inputs.get(1).pairs()))
                    : SparkStream.of(inputs.get(0).records().union(inputs.get(1).records()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream() instanceof io.holdfast.PairDStream<?, ?>
                    ? inputs.get(0).pairs().union(inputs.get(1).pairs())
                    : inputs.get(0).records().union(inputs.get(1).records());
        }
    }

    record Repartition(int partitions) implements InBatch {
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
                    ? SparkStream.of(keyed.pairs().repartition(partitions))
                    : SparkStream.of(inputs.get(0).records().repartition(partitions));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream() instanceof io.holdfast.PairDStream<?, ?>
                    ? inputs.get(0).pairs().repartition(partitions)
                    : inputs.get(0).records().repartition(partitions);
        }
    }

    record Count() implements InBatch {
        @Override
        public boolean emitsWithoutInput() {
            return true;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().count().map(count -> count));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream().count();
        }
    }

    /** The sum of the sums of the partitions, also of empty ones: each record is in one partition. */
    record SumOfPartitions() implements InBatch {
        @Override
        public boolean emitsWithoutInput() {
            return true;
        }

        private static Iterator<Object> sum(Iterator<?> records) {
            long sum = 0;
            while (records.hasNext()) {
                sum += Values.number(records.next());
            }
            return List.<Object>of(sum).iterator();
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(
                    inputs.get(0).records().mapPartitions(SumOfPartitions::sum).reduce(Merge.SUM::of));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .records()
                    .<Object>mapPartitions(SumOfPartitions::sum)
                    .reduce(Merge.SUM::of);
        }
    }

    record CountByValue() implements InBatch {
        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return true;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().countByValue().<Object>mapValues(count -> count));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().countByValue();
        }
    }

    record Reduce(Merge function) implements InBatch {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().reduce(function::of));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().reduce(function::of);
        }
    }

    record Transform(Whole function) implements InBatch {
        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0).records().transform(this::apply));
        }

        private JavaRDD<Object> apply(JavaRDD<Object> batch, Time time) {
            long second = Program.second(time.milliseconds());
            return batch.coalesce(1).mapPartitions(records -> {
                List<Object> all = new ArrayList<>();
                records.forEachRemaining(all::add);
                return stamped(second, all).iterator();
            });
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .records()
                    .transform(batch -> Batch.<Object>of(
                            batch.id(),
                            batch.time(),
                            batch.timeline(),
                            List.of(stamped(Program.second(batch.time().toEpochMilli()), batch.collect()))));
        }

        private List<Object> stamped(long second, List<Object> records) {
            return function.of(records).stream()
                    .<Object>map(record -> Pair.of(second, record))
                    .toList();
        }
    }
}

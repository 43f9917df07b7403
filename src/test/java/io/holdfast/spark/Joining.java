package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.model.Pair;
import java.util.List;
import org.apache.spark.streaming.api.java.JavaPairDStream;

/** Operations on the keys of two streams in a batch. */
enum Joining implements Operation {
    COGROUP {
        @Override
        JavaPairDStream<Object, Object> spark(
                JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other) {
            return one.cogroup(other).mapValues(both -> Pair.of(Rules.group(both._1()), Rules.group(both._2())));
        }

        @Override
        PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other) {
            return one.cogroup(other).mapValues(both -> Pair.of(Rules.group(both.key()), Rules.group(both.value())));
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return true;
        }
    },
    JOIN {
        @Override
        JavaPairDStream<Object, Object> spark(
                JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other) {
            return one.join(other).mapValues(both -> Pair.of(both._1(), both._2()));
        }

        @Override
        PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other) {
            return one.join(other);
        }
    },
    LEFT_OUTER_JOIN {
        @Override
        JavaPairDStream<Object, Object> spark(
                JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other) {
            return one.leftOuterJoin(other).mapValues(both -> Pair.of(both._1(), Rules.optional(both._2())));
        }

        @Override
        PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other) {
            return one.leftOuterJoin(other).mapValues(both -> Pair.of(both.key(), Rules.optional(both.value())));
        }
    },
    RIGHT_OUTER_JOIN {
        @Override
        JavaPairDStream<Object, Object> spark(
                JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other) {
            return one.rightOuterJoin(other).mapValues(both -> Pair.of(Rules.optional(both._1()), both._2()));
        }

        @Override
        PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other) {
            return one.rightOuterJoin(other).mapValues(both -> Pair.of(Rules.optional(both.key()), both.value()));
        }
    },
    FULL_OUTER_JOIN {
        @Override
        JavaPairDStream<Object, Object> spark(
                JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other) {
            return one.fullOuterJoin(other)
                    .mapValues(both -> Pair.of(Rules.optional(both._1()), Rules.optional(both._2())));
        }

        @Override
        PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other) {
            return one.fullOuterJoin(other)
                    .mapValues(both -> Pair.of(Rules.optional(both.key()), Rules.optional(both.value())));
        }
    };

    abstract JavaPairDStream<Object, Object> spark(
            JavaPairDStream<Object, Object> one, JavaPairDStream<Object, Object> other);

    abstract PairDStream<Object, ?> holdfast(PairDStream<Object, Object> one, PairDStream<Object, Object> other);

    @Override
    public int arity() {
        return 2;
    }

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
        return SparkStream.of(spark(inputs.get(0).pairs(), inputs.get(1).pairs()));
    }

    @Override
    public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
        return holdfast(inputs.get(0).pairs(), inputs.get(1).pairs());
    }
}

package io.holdfast.spark;

import io.holdfast.model.Pair;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** A stream of either kind on Spark, seen as either. */
interface SparkStream {

    JavaDStream<Object> records();

    JavaPairDStream<Object, Object> pairs();

    static SparkStream of(JavaDStream<Object> records) {
        return new Plain(records);
    }

    static SparkStream of(JavaPairDStream<Object, Object> pairs) {
        return new Keyed(pairs);
    }

    /** Records may be pairs, too. */
    record Plain(JavaDStream<Object> records) implements SparkStream {
        @Override
        public JavaPairDStream<Object, Object> pairs() {
            throw new IllegalStateException("not a stream of pairs");
        }
    }

    /** Pairs, which as records are ours. */
    record Keyed(JavaPairDStream<Object, Object> pairs) implements SparkStream {
        @Override
        public JavaDStream<Object> records() {
            return pairs.map(Keyed::pair);
        }

        private static Object pair(Tuple2<Object, Object> tuple) {
            return Pair.of(tuple._1(), tuple._2());
        }
    }
}

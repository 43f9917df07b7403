package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.spark.Functions.Merge;
import java.util.List;
import org.apache.spark.streaming.Duration;

/** Windows in batch time. */
sealed interface Windowed extends Operation
        permits Windowed.Window,
                Windowed.CountByWindow,
                Windowed.CountByValueAndWindow,
                Windowed.ReduceByWindow,
                Windowed.ReduceByWindowWithInverse,
                WindowedByKey {

    /** What the window is of. */
    Span span();

    /**
     * How long and how often.
     *
     * @param length in batch intervals
     * @param slide in batch intervals
     */
    record Span(int length, int slide) implements java.io.Serializable {
        java.time.Duration lengthOnHoldfast() {
            return Program.INTERVAL.multipliedBy(length);
        }

        java.time.Duration slideOnHoldfast() {
            return Program.INTERVAL.multipliedBy(slide);
        }

        Duration lengthOnSpark() {
            return new Duration(lengthOnHoldfast().toMillis());
        }

        Duration slideOnSpark() {
            return new Duration(slideOnHoldfast().toMillis());
        }

        @Override
        public String toString() {
            return length + " every " + slide;
        }
    }

    @Override
    default boolean keepsState() {
        return true;
    }

    @Override
    default int slide(int ofInput) {
        return span().slide();
    }

    @Override
    default boolean takes(Program program, int input) {
        int step = Math.max(1, program.slide(input));
        return (!needsPairs() || program.givesPairs(input))
                && span().length() % step == 0
                && span().slide() % step == 0;
    }

    record Window(Span span) implements Windowed {
        @Override
        public boolean needsPairs() {
            return false;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return pairs;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return inputs.get(0) instanceof SparkStream.Keyed keyed
                    ? SparkStream.of(keyed.pairs().window(span.lengthOnSpark(), span.slideOnSpark()))
                    : SparkStream.of(inputs.get(0).records().window(span.lengthOnSpark(), span.slideOnSpark()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream() instanceof PairDStream<?, ?>
                    ? inputs.get(0).pairs().window(name, span.lengthOnHoldfast(), span.slideOnHoldfast())
                    : inputs.get(0).records().window(name, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    record CountByWindow(Span span) implements Windowed {
        @Override
        public boolean needsPairs() {
            return false;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return false;
        }

        @Override
        public boolean takes(Program program, int input) {
            return Windowed.super.takes(program, input) && Rules.canInvert(span);
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .records()
                    .countByWindow(span.lengthOnSpark(), span.slideOnSpark())
                    .map(count -> count));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).stream().countByWindow(name, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    record CountByValueAndWindow(Span span) implements Windowed {
        @Override
        public boolean needsPairs() {
            return false;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return true;
        }

        @Override
        public boolean givesDistinctKeys(boolean distinct) {
            return true;
        }

        @Override
        public boolean takes(Program program, int input) {
            return Windowed.super.takes(program, input) && Rules.canInvert(span);
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .records()
                    .countByValueAndWindow(span.lengthOnSpark(), span.slideOnSpark())
                    .<Object>mapValues(count -> count));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0).records().countByValueAndWindow(name, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    record ReduceByWindow(Merge function, Span span) implements Windowed {
        @Override
        public boolean needsPairs() {
            return false;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return false;
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(
                    inputs.get(0).records().reduceByWindow(function::of, span.lengthOnSpark(), span.slideOnSpark()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .records()
                    .reduceByWindow(name, function::of, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }

    record ReduceByWindowWithInverse(Merge function, Span span) implements Windowed {
        @Override
        public boolean needsPairs() {
            return false;
        }

        @Override
        public boolean givesPairs(boolean pairs) {
            return false;
        }

        @Override
        public boolean takes(Program program, int input) {
            return Windowed.super.takes(program, input) && Rules.canInvert(span);
        }

        @Override
        public SparkStream onSpark(List<SparkStream> inputs) {
            return SparkStream.of(inputs.get(0)
                    .records()
                    .reduceByWindow(function::of, function::without, span.lengthOnSpark(), span.slideOnSpark()));
        }

        @Override
        public DStream<?> onHoldfast(List<HoldfastStream> inputs, String name) {
            return inputs.get(0)
                    .records()
                    .reduceByWindow(
                            name, function::of, function::without, span.lengthOnHoldfast(), span.slideOnHoldfast());
        }
    }
}

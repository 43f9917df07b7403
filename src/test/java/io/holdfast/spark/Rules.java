package io.holdfast.spark;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every difference between the engines that is meant, and how the comparison takes it into account. There is no other
 * tolerance: what is not here must be equal.
 */
final class Rules {

    private Rules() {}

    /**
     * An idle batch does not run: without input, keys of updateStateByKey or a timeout, Holdfast makes no batch and emits
     * nothing, where Spark runs one in each interval. Spark's batch must be empty as well, unless the output comes from an
     * operation that emits without input, such as {@code count}, which says 0. If such an operation feeds state, the
     * program is not idle in any batch, as the state would hold what Holdfast never emits.
     */
    static boolean excusesIdle(Program program, int output, List<Object> onSpark) {
        return onSpark.isEmpty() || program.emitsWithoutInput(output);
    }

    /**
     * A timeout fires in the first batch at the deadline or after; in Spark the deadline must have passed. Batch times
     * are whole milliseconds, so one less on Spark is the same.
     */
    static org.apache.spark.streaming.Duration timeoutOnSpark(Duration timeout) {
        return new org.apache.spark.streaming.Duration(timeout.toMillis() - 1);
    }

    /** Timeouts fire in each batch; in Spark only in those that checkpoint the state, which therefore are all. */
    static org.apache.spark.streaming.Duration checkpointsOfTimeoutsOnSpark() {
        return new org.apache.spark.streaming.Duration(Program.INTERVAL.toMillis());
    }

    /**
     * The order of records is the same on both up to the first shuffle or union, and nobody's afterwards: groups are
     * sorted, and functions to which order matters get only streams where a key has one record per batch or is as in the
     * source. How records are partitioned is up to the engine at all times.
     */
    static List<Object> group(Iterable<?> values) {
        return Values.sorted(values);
    }

    /** Spark has an Optional of its own, and Java's cannot be serialized: both are lists of none or one. */
    static List<Object> optional(Optional<Object> value) {
        return value.stream().toList();
    }

    /** {@link #optional(Optional)} on Spark. */
    static List<Object> optional(org.apache.spark.api.java.Optional<Object> value) {
        return value.isPresent() ? List.of(value.get()) : List.of();
    }
}

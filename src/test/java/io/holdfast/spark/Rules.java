package io.holdfast.spark;

import java.time.Duration;
import java.time.Instant;
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
     * Windows slide at multiples of the slide since the epoch; in Spark since the time before its first batch, which
     * therefore is such a multiple.
     */
    static Instant zero() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }

    /**
     * A window without records does not wake an idle job. Boundaries that passed meanwhile are evaluated once, in the next
     * batch, where Spark has them each in its batch; so what says something of an empty window has no idle batches, except
     * if the window slides in each.
     *
     * @param slide of what says something
     */
    static boolean excusesMissedSlides(int slide) {
        return slide <= 1;
    }

    /**
     * Streams that meet are evaluated at the same times, and one without a window is evaluated in each batch. Spark takes it
     * for one with a window that slides by the batch interval; Holdfast refuses that, as a job that was started again within
     * an interval has a batch in which no window is evaluated.
     */
    static boolean canMeet(List<Integer> slides) {
        return slides.stream().distinct().count() == 1;
    }

    /**
     * A window with an inverse that slides by more than its length. In Spark the batches between two windows are taken out
     * of the second window although the first did not have them, and are counted as if they were in both.
     */
    static boolean canInvert(Windowed.Span span) {
        return span.slide() <= span.length();
    }

    /**
     * A filter of a window with an inverse may only let go keys of which nothing is left in the window: Spark fails the
     * batch in which the rest of another leaves. So the values are such that no sum is 0 as long as something is left.
     */
    static Object positive(Object value) {
        return 1 + Values.modulo(value, 9);
    }

    /**
     * Initial state is there, and its timeout begins, in the first batch; in Spark in the first that is evaluated, which
     * is the same only without a window that slides by more than a batch.
     */
    static boolean canTimeOutFromTheStart(int slide) {
        return slide <= 1;
    }

    /**
     * A timeout fires in the first batch at the deadline or after; in Spark the deadline must have passed. Batch times
     * are whole milliseconds, so one less on Spark is the same.
     */
    static org.apache.spark.streaming.Duration timeoutOnSpark(Duration timeout) {
        return new org.apache.spark.streaming.Duration(timeout.toMillis() - 1);
    }

    /** Timeouts fire in each batch; in Spark only in those that checkpoint the state, which therefore are all. */
    static org.apache.spark.streaming.Duration checkpointsOfTimeoutsOnSpark(org.apache.spark.streaming.Duration slide) {
        return slide;
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

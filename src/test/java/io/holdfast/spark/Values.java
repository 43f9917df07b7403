package io.holdfast.spark;

import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the records of the programs are: longs, strings, and pairs and lists of these; and what any of them is as a number
 * and as text, so that every function takes every record.
 */
final class Values {

    /** A total order over all records, the same on both engines. */
    static final Comparator<Object> ORDER = Comparator.comparing(Values::text);

    private Values() {}

    static long number(Object value) {
        if (value instanceof Long number) {
            return number;
        } else if (value instanceof Pair<?, ?> pair) {
            return 31 * number(pair.key()) + number(pair.value());
        } else if (value instanceof List<?> list) {
            return list.stream().mapToLong(Values::number).reduce(17, (hash, next) -> 31 * hash + next);
        }
        return value.hashCode();
    }

    /** From 0 to less than the modulus, also for negative numbers. */
    static long modulo(Object value, int modulus) {
        return Math.floorMod(number(value), modulus);
    }

    /** Tells strings from numbers. */
    static String text(Object value) {
        if (value instanceof String string) {
            return "'" + string + "'";
        } else if (value instanceof Pair<?, ?> pair) {
            return "(" + text(pair.key()) + "," + text(pair.value()) + ")";
        } else if (value instanceof List<?> list) {
            return list.stream().map(Values::text).toList().toString();
        }
        return value.toString();
    }

    /** A copy in order, of a class that both engines can store. */
    static List<Object> sorted(Iterable<?> values) {
        List<Object> sorted = new ArrayList<>();
        values.forEach(sorted::add);
        sorted.sort(ORDER);
        return sorted;
    }
}

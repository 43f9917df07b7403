package io.holdfast.spark;

import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of the programs: both engines call the same code. Enums, so that a program can be printed and serialized. */
final class Functions {

    private Functions() {}

    /** Makes one record of one. */
    enum Each {
        INCREMENTED,
        LAST_DIGIT,
        AS_TEXT,
        WITH_PARITY;

        Object of(Object value) {
            return switch (this) {
                case INCREMENTED -> Values.number(value) + 1;
                case LAST_DIGIT -> Values.modulo(value, 10);
                case AS_TEXT -> "v" + Values.modulo(value, 100);
                case WITH_PARITY -> Pair.of(Values.modulo(value, 2), value);
            };
        }
    }

    /** Lets records pass. */
    enum Passing {
        EVEN,
        MOST,
        FEW,
        NONE;

        boolean passes(Object value) {
            return switch (this) {
                case EVEN -> Values.modulo(value, 2) == 0;
                case MOST -> Values.modulo(value, 5) != 0;
                case FEW -> Values.modulo(value, 5) == 0;
                case NONE -> false;
            };
        }
    }

    /** Makes none, one or two records of one. */
    enum Spread {
        DOUBLED,
        NONE_TO_TWO;

        List<Object> of(Object value) {
            long copies = this == DOUBLED ? 2 : Values.modulo(value, 3);
            List<Object> records = new ArrayList<>();
            for (long copy = 0; copy < copies; copy++) {
                records.add(copy == 0 ? value : (Object) (Values.number(value) + copy));
            }
            return records;
        }

        /** Of each record of a partition: what comes out does not depend on how records are partitioned. */
        Iterator<Object> ofAll(Iterator<?> records) {
            List<Object> all = new ArrayList<>();
            records.forEachRemaining(value -> all.addAll(of(value)));
            return all.iterator();
        }
    }

    /** Makes a key and a value of a record. */
    enum Keying {
        BY_DIGIT,
        BY_PARITY,
        BY_VALUE,
        BY_PAIR;

        Pair<Object, Object> of(Object value) {
            return switch (this) {
                case BY_DIGIT -> Pair.of(Values.modulo(value, 5), value);
                case BY_PARITY -> Pair.of(Values.modulo(value, 2) == 0 ? "even" : "odd", value);
                case BY_VALUE -> Pair.of(value, Values.number(value));
                case BY_PAIR -> Pair.of(Pair.of(Values.modulo(value, 2), List.of(Values.modulo(value, 3))), value);
            };
        }
    }

    /** Combines two records; associative and commutative. */
    enum Merge {
        SUM,
        LARGEST,
        PARITY;

        /** Those that have an inverse. */
        static Merge[] invertible() {
            return new Merge[] {SUM, PARITY};
        }

        Object of(Object one, Object other) {
            return switch (this) {
                case SUM -> Values.number(one) + Values.number(other);
                case LARGEST -> Values.ORDER.compare(one, other) >= 0 ? one : other;
                case PARITY -> Values.number(one) ^ Values.number(other);
            };
        }

        /** What is left of a combination without a part of it. */
        Object without(Object all, Object part) {
            return switch (this) {
                case SUM -> Values.number(all) - Values.number(part);
                case PARITY -> Values.number(all) ^ Values.number(part);
                case LARGEST -> throw new UnsupportedOperationException("has no inverse");
            };
        }
    }

    /** Makes a batch of a batch; in no particular order. */
    enum Whole {
        DISTINCT,
        SMALLEST_THREE,
        WITH_SIZE;

        List<Object> of(List<?> records) {
            List<Object> sorted = Values.sorted(records);
            return switch (this) {
                case DISTINCT -> sorted.stream().distinct().toList();
                case SMALLEST_THREE -> sorted.stream().limit(3).toList();
                case WITH_SIZE ->
                    sorted.stream()
                            .<Object>map(record -> Pair.of((long) sorted.size(), record))
                            .toList();
            };
        }
    }

    /** What {@code updateStateByKey} does. */
    enum Update {
        TOTAL,
        AGING;

        /** The state after a batch, or null for none. Ages are the batches without values: three, and the key goes. */
        @Nullable
        Object of(List<Object> values, @Nullable Object before) {
            long sum = before == null ? 0 : Values.number(((Pair<?, ?>) before).key());
            long age = before == null || !values.isEmpty() ? 0 : Values.number(((Pair<?, ?>) before).value()) + 1;
            sum += values.stream().mapToLong(Values::number).sum();
            boolean ends = this == AGING && (age == 3 || (!values.isEmpty() && Math.floorMod(sum, 7) == 0));
            return ends ? null : Pair.of(sum, age);
        }
    }
}

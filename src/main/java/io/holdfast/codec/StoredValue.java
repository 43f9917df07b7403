package io.holdfast.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as a checkpoint holds it, for those who do not have the classes of the job: what the bytes and the schemas of
 * the manifest say. Immutable, but for the arrays in it. {@code toString} gives one line for people.
 */
public sealed interface StoredValue {

    /**
     * One that Java has a built-in class for: null, a boolean, number, character or string, a UUID, a zone, or one of
     * the times of {@code java.time}.
     */
    record Scalar(@Nullable Object value) implements StoredValue {

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /**
     * Bytes whose meaning is not known here.
     *
     * @param type {@code byte[]}, or the class that the job has a codec of its own for, or that Kryo wrote
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Binary(String type, byte[] bytes) implements StoredValue {

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /** A constant of an enum. */
    record Constant(String type, String name) implements StoredValue {

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /** A record of the job, with its components in the order in which they were declared. */
    record Fields(String type, List<Field> fields) implements StoredValue {

        public Fields {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /** A component of a record. */
    record Field(String name, StoredValue value) {}

    /**
     * Values in order.
     *
     * @param type {@code list}, {@code set}, {@code pair} (two), {@code optional} (none or one), {@code int[]},
     *     {@code long[]} or {@code double[]}
     */
    record Elements(String type, List<StoredValue> values) implements StoredValue {

        public Elements {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /** A map, in the order in which it was written. */
    record Entries(List<Entry> entries) implements StoredValue {

        public Entries {
            entries = List.copyOf(entries);
        }

        @Override
        public String toString() {
            return StoredText.of(this);
        }
    }

    /** What a map says of one key. */
    record Entry(StoredValue key, StoredValue value) {}

    /**
     * The same made of what any JSON library writes: maps for records and for maps whose keys are all strings, lists
     * (of maps with {@code key} and {@code value} for other maps), strings, numbers, booleans and null. Times are strings
     * in ISO 8601, bytes hexadecimal digits, those of a class a map with {@code type} and {@code hex}.
     */
    default @Nullable Object plain() {
        return StoredPlain.of(this);
    }
}

package io.holdfast.codec;

import java.util.List;

/**
 * How values of a registered type were written: kept in every manifest, so that values stay readable when the class
 * changes. An id, once given, keeps its meaning for the life of the checkpoint directory.
 *
 * @param id the tag that precedes each value; ids below {@link #FIRST_ID} belong to built-in types
 * @param name the binary name of the class
 * @param kind {@code record}, {@code enum}, {@code kryo} or {@code custom}
 * @param fields in the order written: for a record its components, for {@code kryo} the fields of the class, for an
 *     enum its constants (type empty), else empty
 */
public record TypeSchema(int id, String name, String kind, List<Field> fields) {

    /** The first id that a registered type can have. */
    public static final int FIRST_ID = 64;

    public TypeSchema {
        fields = List.copyOf(fields);
    }

    /** A named part and its declared type. */
    public record Field(String name, String type) {}
}

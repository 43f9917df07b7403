package io.holdfast.codec;

import io.holdfast.failure.IncompatibleCheckpointException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives ids to shapes. An id that the history gave keeps its meaning; classes that are new, or whose shape is new, get
 * ids above the highest in order of registration.
 */
final class TypeIds {

    private static final Set<String> KINDS = Set.of("record", "enum", "kryo", "custom");

    /** Readers are found in an array by id: more schemas than this are a mistake. */
    private static final int MAX_ID = 1 << 20;

    private TypeIds() {}

    /** All schemas, those of the history included, by id. */
    static List<TypeSchema> assign(List<RegisteredType> registered, List<TypeSchema> history) {
        List<TypeSchema> schemas = new ArrayList<>(history);
        schemas.sort(Comparator.comparingInt(TypeSchema::id));
        requireSound(schemas);
        int next = schemas.isEmpty()
                ? TypeSchema.FIRST_ID
                : schemas.get(schemas.size() - 1).id() + 1;
        for (RegisteredType type : registered) {
            List<TypeSchema> older = of(type, schemas);
            if (!type.writableUnder(older)) {
                schemas.add(new TypeSchema(next, type.name(), type.kind(), type.fields()));
                next++;
            }
        }
        return List.copyOf(schemas);
    }

    /** The schemas of one class, the oldest first. */
    static List<TypeSchema> of(RegisteredType type, List<TypeSchema> schemas) {
        return schemas.stream().filter(type::matches).toList();
    }

    static void requireSound(List<TypeSchema> history) {
        Set<Integer> ids = new HashSet<>();
        for (TypeSchema schema : history) {
            if (schema.id() < TypeSchema.FIRST_ID || schema.id() > MAX_ID || !ids.add(schema.id())) {
                throw new IncompatibleCheckpointException(
                        "the checkpoint gives class " + schema.name() + " the type id " + schema.id()
                                + ", which is given twice or not between " + TypeSchema.FIRST_ID + " and " + MAX_ID);
            }
            if (!KINDS.contains(schema.kind())) {
                throw new IncompatibleCheckpointException("the checkpoint has class " + schema.name()
                        + " written as " + schema.kind()
                        + ", which this version of Holdfast does not know; expected one of "
                        + KINDS + "; use the version that wrote the checkpoint or a newer one");
            }
        }
    }
}

package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An enum: a value is the position of its constant in the list that a schema holds, so the order of the constants in
 * the class means nothing. A constant is always written under the oldest schema that names it: its bytes never change,
 * and an enum that has got new constants is still good as a key.
 */
final class EnumType extends RegisteredType {

    static final String KIND = "enum";

    EnumType(Class<?> type) {
        super(type);
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    List<TypeSchema.Field> fields() {
        List<TypeSchema.Field> fields = new ArrayList<>();
        for (Enum<?> constant : constants()) {
            fields.add(field(constant));
        }
        return List.copyOf(fields);
    }

    private static TypeSchema.Field field(Enum<?> constant) {
        return new TypeSchema.Field(constant.name(), "");
    }

    private Enum<?>[] constants() {
        return (Enum<?>[]) type().getEnumConstants();
    }

    @Override
    List<String> objections(TypeSchema schema, Migrations migrations) {
        return schema.fields().stream()
                .filter(constant -> !fields().contains(constant))
                .map(constant -> "the checkpoint may hold the constant " + constant.name() + " of enum " + name()
                        + ", which the class no longer has; bring the constant back")
                .toList();
    }

    /** What is not gone is read as ever: a migration is only asked about constants that are. */
    @Override
    boolean isPresent(TypeSchema schema) {
        return fields().containsAll(schema.fields());
    }

    @Override
    boolean writableUnder(List<TypeSchema> older) {
        Set<TypeSchema.Field> named = new HashSet<>();
        older.forEach(schema -> named.addAll(schema.fields()));
        return !older.isEmpty() && named.containsAll(fields());
    }

    @Override
    TypeEntry entry(Types types, DeclaredTypes declared, List<TypeSchema> schemas) {
        return new TypeEntry(new Writer(constants(), schemas), KeyCheck.ANY, true);
    }

    @Override
    ValueReader reader(Types types, TypeSchema schema) {
        return reader(schema, null);
    }

    /** With an answer to constants that are gone, or null. */
    ValueReader reader(TypeSchema schema, @Nullable Migrations migrations) {
        Map<String, Enum<?>> byName = new HashMap<>();
        for (Enum<?> constant : constants()) {
            byName.put(constant.name(), constant);
        }
        List<@Nullable Enum<?>> inOrder = new ArrayList<>();
        for (TypeSchema.Field field : schema.fields()) {
            inOrder.add(byName.get(field.name()));
        }
        return new Reader(schema, inOrder, migrations);
    }

    /** Reads the position of a constant in the list of its schema. */
    static int readPosition(TypeSchema schema, BytesReader in) {
        int position = in.readVarInt();
        if (position < 0 || position >= schema.fields().size()) {
            throw new MalformedBytesException(
                    "enum " + schema.name() + " had " + schema.fields().size() + " constants, found number "
                            + (position & 0xffffffffL) + " before byte " + in.position());
        }
        return position;
    }

    @SuppressWarnings("EnumOrdinal") // finds a constant's place in an array, and is never written
    private static final class Writer implements ValueWriter {

        private final int[] tags;
        private final int[] positions;

        Writer(Enum<?>[] constants, List<TypeSchema> schemas) {
            tags = new int[constants.length];
            positions = new int[constants.length];
            for (Enum<?> constant : constants) {
                TypeSchema oldest = oldest(constant, schemas);
                tags[constant.ordinal()] = oldest.id();
                positions[constant.ordinal()] = oldest.fields().indexOf(field(constant));
            }
        }

        private static TypeSchema oldest(Enum<?> constant, List<TypeSchema> schemas) {
            return schemas.stream()
                    .filter(schema -> schema.fields().contains(field(constant)))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void write(Object value, BytesWriter out, int depth) {
            int ordinal = ((Enum<?>) value).ordinal();
            out.writeVarInt(tags[ordinal]);
            out.writeVarInt(positions[ordinal]);
        }
    }

    private record Reader(TypeSchema schema, List<@Nullable Enum<?>> constants, @Nullable Migrations migrations)
            implements ValueReader {

        @Override
        public Object read(BytesReader in, int depth) {
            int position = readPosition(schema, in);
            Enum<?> constant = constants.get(position);
            if (constant == null && migrations != null) {
                return migrations.migrate(schema, Migrations.constant(schema, position));
            } else if (constant == null) {
                throw new IncompatibleCheckpointException("the checkpoint holds the constant "
                        + schema.fields().get(position).name() + " of enum " + schema.name()
                        + ", which the class no longer has; bring the constant back");
            }
            return constant;
        }

        @Override
        public void skip(BytesReader in, int depth) {
            readPosition(schema, in);
        }
    }
}

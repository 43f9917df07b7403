package io.holdfast.codec;

import io.holdfast.failure.ConfigurationException;
import java.util.List;

/**
 * A class that the job registered, and its shape: what has to be the same for bytes to be read the same way. The class
 * may have had other shapes before; each has a schema with an id of its own. Immutable.
 */
abstract class RegisteredType {

    private final Class<?> type;

    RegisteredType(Class<?> type) {
        this.type = type;
    }

    /** Decides by what the class is how it will be written. Throws ConfigurationException if it cannot be. */
    static RegisteredType of(Class<?> type) {
        if (type.isRecord()) {
            return new RecordType(type);
        }
        if (type.isEnum()) {
            return new EnumType(type);
        }
        return new PlainType(type);
    }

    final Class<?> type() {
        return type;
    }

    final String name() {
        return type.getName();
    }

    /** As in {@link TypeSchema#kind()}. */
    abstract String kind();

    /** As in {@link TypeSchema#fields()}. */
    abstract List<TypeSchema.Field> fields();

    /** Whether the schema is one of this class, in any shape. */
    final boolean matches(TypeSchema schema) {
        return schema.kind().equals(kind()) && schema.name().equals(name());
    }

    /** Whether values can be written under older schemas of this class, the last of them being the newest. */
    boolean writableUnder(List<TypeSchema> older) {
        return older.stream().anyMatch(schema -> schema.fields().equals(fields()));
    }

    /** Throws ConfigurationException if the class refers to one that can never be written. */
    void requireKnownParts(DeclaredTypes declared) {}

    /** What stands in the way of reading values written under this schema of this class, a sentence for each part. */
    List<String> objections(TypeSchema schema, Migrations migrations) {
        return List.of();
    }

    /** Whether values of the schema are in the present shape, so that nobody but the class itself is asked to read them. */
    boolean isPresent(TypeSchema schema) {
        return schema.fields().equals(fields());
    }

    /**
     * How values are written.
     *
     * @param schemas all schemas of this class, the oldest first
     */
    abstract TypeEntry entry(Types types, DeclaredTypes declared, List<TypeSchema> schemas);

    /** Reads what was written under a schema of this class. */
    abstract ValueReader reader(Types types, TypeSchema schema);

    /** The id of the newest schema that has the present shape. */
    final int idIn(List<TypeSchema> schemas) {
        for (int i = schemas.size() - 1; i >= 0; i--) {
            if (schemas.get(i).fields().equals(fields())) {
                return schemas.get(i).id();
            }
        }
        throw new IllegalStateException("Holdfast bug: no schema for " + name());
    }

    final ConfigurationException refusal(String reason) {
        return new ConfigurationException("cannot register class " + name() + ": " + reason);
    }

    final ConfigurationException refusal(String reason, Throwable cause) {
        return new ConfigurationException("cannot register class " + name() + ": " + reason, cause);
    }
}

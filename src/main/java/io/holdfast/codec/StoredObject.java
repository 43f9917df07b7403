package io.holdfast.codec;

import io.holdfast.failure.UserCodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value as it stands in a checkpoint, whose class may be gone. Good only while the {@link Migration} runs that it is given
 * to. Primitives come boxed; values inside are migrated already if their class has a migration.
 */
public final class StoredObject {

    private final TypeSchema schema;
    private final Map<String, Field> fields;
    private final @Nullable Object content;

    /** Reads one field when it is asked for: the class of one that is not may be gone altogether. */
    interface Field {
        @Nullable
        Object read();
    }

    /**
     * One value.
     *
     * @param content the name of an enum constant, the bytes that a codec wrote, or null
     */
    StoredObject(TypeSchema schema, Map<String, Field> fields, @Nullable Object content) {
        this.schema = schema;
        this.fields = fields;
        this.content = content;
    }

    /** The binary name of the class that it was an object of. */
    public String className() {
        return schema.name();
    }

    /** The names of the components of a record, or the fields of a plain class, that it was stored with. */
    public List<String> fields() {
        return new ArrayList<>(fields.keySet());
    }

    /** Whether it was stored with this component or field: an older version of the class may lack it. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The content of a component or field, which may be null. Throws UserCodeException if there is none of this name. */
    public @Nullable Object get(String field) {
        Field found = fields.get(field);
        if (found == null) {
            throw new UserCodeException("it has no field " + field + "; it was stored as " + Shapes.text(schema));
        }
        return found.read();
    }

    /** The same as a type, a box for a primitive. Throws UserCodeException if it is null or something else. */
    public <T> T get(String field, Class<T> type) {
        Object value = get(field);
        if (!type.isInstance(value)) {
            throw new UserCodeException("field " + field + " of " + Shapes.text(schema) + " is "
                    + (value == null ? "null" : "a " + value.getClass().getName()) + ", not a " + type.getName());
        }
        return type.cast(value);
    }

    /** The name of the constant, if it was of an enum. */
    public String constant() {
        if (content instanceof String name) {
            return name;
        }
        throw new UserCodeException("it is no constant of an enum; it was stored as " + Shapes.text(schema));
    }

    /** What a codec wrote, if its class had one. */
    public byte[] bytes() {
        if (content instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw new UserCodeException("it was not written by a codec; it was stored as " + Shapes.text(schema));
    }
}

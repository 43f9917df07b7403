package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads plain objects by the migration of their class. Each field is read when the migration asks for it. */
final class MigratingSerializer extends FieldsSerializer {

    private final Migrations migrations;

    MigratingSerializer(TypeSchema schema, Migrations migrations) {
        super(schema);
        this.migrations = migrations;
    }

    @Override
    Class<?> type() {
        return GoneType.class;
    }

    @Override
    public void write(Kryo kryo, Output output, Object value) {
        throw new IllegalStateException("Holdfast bug: " + schema() + " is written no more");
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        Map<String, StoredObject.Field> fields = new LinkedHashMap<>();
        for (TypeSchema.Field field : schema().fields()) {
            int end = readEnd(input);
            int start = input.position();
            fields.put(field.name(), () -> readField(kryo, input, start, end, field.name()));
            input.setPosition(end);
        }
        int end = input.position();
        Object migrated = migrations.migrate(schema(), new StoredObject(schema(), fields, null));
        input.setPosition(end);
        return migrated;
    }

    private @Nullable Object readField(Kryo kryo, Input input, int start, int end, String name) {
        int limit = input.limit();
        input.setPosition(start);
        input.setLimit(end);
        try {
            Object value = kryo.readClassAndObject(input);
            requireEnd(input, end, name);
            return value;
        } finally {
            input.setLimit(limit);
        }
    }
}

package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that were written when the class had other components: matched by name, those that came later get
 * their default, those that went are passed over.
 */
final class OldRecordReader implements ValueReader {

    private final Types types;
    private final TypeSchema schema;
    private final MethodHandle constructor;
    private final @Nullable Object[] defaults;
    private final List<Part> parts = new ArrayList<>();

    /**
     * One component as it was written.
     *
     * @param written null if it was no primitive
     * @param wanted null if it is no primitive now
     * @param position among the present components; -1 if it is gone
     */
    private record Part(@Nullable Primitive written, @Nullable Primitive wanted, int position, Class<?> declared) {}

    OldRecordReader(Types types, TypeSchema schema, List<TypeSchema.Field> present, MethodHandle constructor) {
        this.types = types;
        this.schema = schema;
        MethodType type = constructor.type();
        this.constructor = constructor
                .asType(type.changeReturnType(Object.class))
                .asSpreader(Object[].class, type.parameterCount());
        defaults = new @Nullable Object[type.parameterCount()];
        List<String> names = new ArrayList<>();
        for (TypeSchema.Field field : present) {
            Primitive primitive = Primitive.named(field.type());
            defaults[names.size()] = primitive == null ? null : primitive.zero();
            names.add(field.name());
        }
        for (TypeSchema.Field field : schema.fields()) {
            int position = names.indexOf(field.name());
            Primitive written = Primitive.named(field.type());
            parts.add(
                    position < 0
                            ? new Part(written, null, -1, Object.class)
                            : new Part(
                                    written,
                                    Primitive.named(present.get(position).type()),
                                    position,
                                    type.parameterType(position)));
        }
    }

    @Override
    public Object read(BytesReader in, int depth) {
        @Nullable Object[] arguments = defaults.clone();
        for (Part part : parts) {
            if (part.position >= 0) {
                arguments[part.position] = readPart(part, in, depth);
            } else if (part.written != null) {
                part.written.read(in);
            } else {
                types.skip(in, depth + 1);
            }
        }
        try {
            return (Object) constructor.invokeExact(arguments);
        } catch (Throwable t) {
            throw RecordHandles.failure(
                    "the constructor of record " + schema.name() + " refused a value written with other components: ",
                    t);
        }
    }

    private @Nullable Object readPart(Part part, BytesReader in, int depth) {
        if (part.written == null) {
            return RecordReader.reference(types, part.declared, in, depth);
        }
        Object value = part.written.read(in);
        return part.wanted == null ? value : part.wanted.widen(value);
    }

    @Override
    public void skip(BytesReader in, int depth) {
        RecordType.skip(types, schema, in, depth);
    }
}

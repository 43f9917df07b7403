package io.holdfast.codec;

import io.holdfast.common.BytesWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records: one method handle made of a call per component, so that primitives are never boxed. */
final class RecordWriter implements ValueWriter {

    private static final MethodType STEP = writing(Object.class);

    private final String name;
    private final int id;
    private final MethodHandle steps;

    RecordWriter(Types types, String name, int id, List<MethodHandle> accessors) {
        this.name = name;
        this.id = id;
        MethodHandle chain = MethodHandles.empty(STEP);
        for (int i = accessors.size() - 1; i >= 0; i--) {
            chain = MethodHandles.foldArguments(chain, step(types, accessors.get(i)));
        }
        steps = chain;
    }

    @Override
    public void write(Object value, BytesWriter out, int depth) {
        out.writeVarInt(id);
        try {
            steps.invokeExact(value, out, depth);
        } catch (Throwable t) {
            throw RecordHandles.failure("an accessor of record " + name + " failed: ", t);
        }
    }

    /** From (record, out, depth): gets a component and writes it. */
    private static MethodHandle step(Types types, MethodHandle accessor) {
        Class<?> written = writtenAs(accessor.type().returnType());
        MethodHandle write = written == Object.class
                ? RecordHandles.find(
                                RecordWriter.class,
                                "reference",
                                writing(written).insertParameterTypes(0, Types.class))
                        .bindTo(types)
                : RecordHandles.find(RecordWriter.class, "primitive", writing(written));
        return MethodHandles.filterArguments(write, 0, accessor.asType(MethodType.methodType(written, Object.class)));
    }

    private static MethodType writing(Class<?> written) {
        return MethodType.methodType(void.class, written, BytesWriter.class, int.class);
    }

    private static Class<?> writtenAs(Class<?> declared) {
        if (!declared.isPrimitive()) {
            return Object.class;
        }
        boolean whole = declared != boolean.class && declared != float.class && declared != double.class;
        return whole ? long.class : declared;
    }

    static void reference(Types types, @Nullable Object value, BytesWriter out, int depth) {
        types.write(value, out, depth + 1);
    }

    static void primitive(boolean value, BytesWriter out, int depth) {
        Primitives.write(value, out);
    }

    static void primitive(long value, BytesWriter out, int depth) {
        Primitives.write(value, out);
    }

    static void primitive(float value, BytesWriter out, int depth) {
        Primitives.write(value, out);
    }

    static void primitive(double value, BytesWriter out, int depth) {
        Primitives.write(value, out);
    }
}

package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.MalformedBytesException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the present shape: one method handle, the constructor with a reading call in place of each
 * argument, so that primitives are never boxed and no array of arguments is made.
 */
final class RecordReader implements ValueReader {

    private final String name;
    private final MethodHandle read;

    RecordReader(Types types, String name, MethodHandle constructor) {
        this.name = name;
        int count = constructor.type().parameterCount();
        MethodHandle chain = constructor.asType(constructor.type().changeReturnType(Object.class));
        chain = MethodHandles.dropArguments(chain, count, BytesReader.class, int.class);
        // From the last to the first: each call put in front runs before those put in earlier.
        for (int i = count - 1; i >= 0; i--) {
            chain = fill(chain, i, component(types, constructor.type().parameterType(i)));
        }
        read = chain;
    }

    @Override
    public Object read(BytesReader in, int depth) {
        try {
            return (Object) read.invokeExact(in, depth);
        } catch (Throwable t) {
            throw RecordHandles.failure("the constructor of record " + name + " refused what a checkpoint holds: ", t);
        }
    }

    /** From (a0, …, ai, in, depth) to (a0, …, ai-1, in, depth), with ai read from in. */
    private static MethodHandle fill(MethodHandle chain, int last, MethodHandle component) {
        MethodHandle filled = MethodHandles.collectArguments(chain, last, component);
        int[] order = new int[last + 4];
        for (int i = 0; i < last; i++) {
            order[i] = i;
        }
        order[last] = last;
        order[last + 1] = last + 1;
        order[last + 2] = last;
        order[last + 3] = last + 1;
        MethodType type = chain.type().dropParameterTypes(last, last + 1);
        return MethodHandles.permuteArguments(filled, type, order);
    }

    /** From (in, depth) to the declared type. */
    private static MethodHandle component(Types types, Class<?> declared) {
        if (declared.isPrimitive()) {
            MethodType type = MethodType.methodType(declared, BytesReader.class);
            String method = "read" + Character.toUpperCase(declared.getName().charAt(0))
                    + declared.getName().substring(1);
            return MethodHandles.dropArguments(RecordHandles.find(Primitives.class, method, type), 1, int.class);
        }
        MethodType type = MethodType.methodType(Object.class, Types.class, Class.class, BytesReader.class, int.class);
        MethodHandle reference = RecordHandles.find(RecordReader.class, "reference", type);
        return MethodHandles.insertArguments(reference, 0, types, declared)
                .asType(MethodType.methodType(declared, BytesReader.class, int.class));
    }

    /** Reads a component that is not primitive. */
    static @Nullable Object reference(Types types, Class<?> declared, BytesReader in, int depth) {
        Object value = types.read(in, depth + 1);
        if (value != null && !declared.isInstance(value)) {
            throw new MalformedBytesException("expected a " + declared.getName() + ", found a "
                    + value.getClass().getName() + " before byte " + in.position());
        }
        return value;
    }
}

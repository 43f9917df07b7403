package io.holdfast.codec;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks those components of a record whose declared type does not yet say whether they can be part of a key. */
final class RecordKeyCheck implements KeyCheck {

    private final Types types;
    private final String name;
    private final List<MethodHandle> accessors;

    private RecordKeyCheck(Types types, String name, List<MethodHandle> accessors) {
        this.types = types;
        this.name = name;
        this.accessors = accessors;
    }

    static KeyCheck of(Types types, String name, List<MethodHandle> accessors, DeclaredTypes declared) {
        List<MethodHandle> open = accessors.stream()
                .filter(accessor -> !declared.alwaysKey(accessor.type().returnType()))
                .map(accessor -> accessor.asType(accessor.type().generic()))
                .toList();
        return open.isEmpty() ? KeyCheck.ANY : new RecordKeyCheck(types, name, open);
    }

    @Override
    public void check(Object key, int depth) {
        for (MethodHandle accessor : accessors) {
            types.checkKey(component(accessor, key), depth + 1);
        }
    }

    private @Nullable Object component(MethodHandle accessor, Object key) {
        try {
            return (Object) accessor.invokeExact(key);
        } catch (Throwable t) {
            throw RecordHandles.failure("an accessor of record " + name + " failed: ", t);
        }
    }
}

package io.holdfast.codec;

import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.UserCodeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What the method handles of records have in common. */
final class RecordHandles {

    private RecordHandles() {}

    /** A static method of this package. */
    static MethodHandle find(Class<?> owner, String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Holdfast bug: no method " + name + type, e);
        }
    }

    /** What to throw instead of something thrown through a handle, which may be ours or the user's. */
    static RuntimeException failure(String what, Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof HoldfastException || thrown instanceof MalformedBytesException) {
            return (RuntimeException) thrown;
        }
        return new UserCodeException(what + thrown, thrown);
    }
}

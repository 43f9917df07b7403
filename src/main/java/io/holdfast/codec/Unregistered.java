package io.holdfast.codec;

import io.holdfast.failure.UserCodeException;

/** What to say of a value that cannot be written because its class is not known. */
final class Unregistered {

    private Unregistered() {}

    static UserCodeException failure(Class<?> type) {
        return new UserCodeException("class " + type.getName() + " is not registered; " + advice(type));
    }

    private static String advice(Class<?> type) {
        if (type.isHidden() || type.isSynthetic()) {
            return "it is a lambda, which cannot be stored; keep data, such as a record, instead of a function";
        }
        if (type.isAnonymousClass()) {
            return "it is an anonymous class, which cannot be stored; use a class with a name, such as a record";
        }
        if (type.isArray()) {
            return "of arrays only byte[], int[], long[] and double[] can be stored; use a List";
        }
        if (type.getClassLoader() == null) {
            return "of the classes of the JDK, those in the documentation of Types can be stored;"
                    + " use one of them or register this one with a codec";
        }
        return "add .register(" + type.getCanonicalName() + ".class) to the StreamingContext builder";
    }
}

package io.holdfast.codec;

import io.holdfast.failure.IncompatibleCheckpointException;

/** Which change of a class leaves what was written before readable: its parts are matched by name. */
final class Shapes {

    private Shapes() {}

    /** Throws if a part that both shapes have has changed its type in a way that loses something. */
    static void requireReadable(TypeSchema written, RegisteredType present, String part) {
        for (TypeSchema.Field now : present.fields()) {
            for (TypeSchema.Field before : written.fields()) {
                if (before.name().equals(now.name()) && !readsAs(before.type(), now.type())) {
                    throw new IncompatibleCheckpointException("the checkpoint was written with class " + present.name()
                            + " having a " + part + " " + before.name() + " of type " + before.type()
                            + ", now its type is " + now.type()
                            + "; give the " + part + " its old type back and put the new one under another name");
                }
            }
        }
    }

    private static boolean readsAs(String before, String now) {
        Primitive narrow = Primitive.named(before);
        Primitive wide = Primitive.named(now);
        return before.equals(now) || (narrow != null && wide != null && narrow.widensTo(wide));
    }
}

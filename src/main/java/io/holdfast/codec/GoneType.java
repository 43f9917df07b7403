package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.failure.IncompatibleCheckpointException;

/**
 * A class that the history names and the job no longer registers. Its values cannot be read, but those in a component
 * that was removed with it can be passed over.
 */
record GoneType(Types types, TypeSchema schema) implements ValueReader {

    @Override
    public Object read(BytesReader in, int depth) {
        throw failure();
    }

    /** The answer to anyone who needs a value of it. */
    IncompatibleCheckpointException failure() {
        return new IncompatibleCheckpointException(
                "the checkpoint holds a value of class " + schema.name() + " (type id "
                        + schema.id() + ", written as " + schema.kind()
                        + "), which is not registered as that any more; add .register(" + schema.name()
                        + ".class) to the StreamingContext builder as it was when the checkpoint was written,"
                        + " or a migration with migrate(\"" + schema.name() + "\", ...)");
    }

    @Override
    public void skip(BytesReader in, int depth) {
        skip(types, schema, in, depth);
    }

    /** Passes over a value as its schema describes it. */
    static void skip(Types types, TypeSchema schema, BytesReader in, int depth) {
        switch (schema.kind()) {
            case "record" -> RecordType.skip(types, schema, in, depth);
            case "enum" -> EnumType.readPosition(schema, in);
            default -> in.skip(in.readLength());
        }
    }
}

package io.holdfast.testkit;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes records into the outbox and back as objects. Those of types that the job knows are written as bytes, so that nothing the
 * job does to them later is seen. Others are kept by reference beside the disk: a sink may make bytes of them in ways of its own.
 */
final class RecordCopies {

    private static final long BYTES = 0;

    private final List<Object> kept = new ArrayList<>();

    void write(Object record, Types types, BytesWriter out) {
        BytesWriter bytes = new BytesWriter(64);
        try {
            types.encode(record, bytes);
        } catch (UserCodeException notRegistered) {
            kept.add(record);
            out.writeVarLong(kept.size());
            return;
        }
        out.writeVarLong(BYTES);
        out.writeBytes(bytes.array(), 0, bytes.size());
    }

    Object read(BytesReader in, Types types) {
        long number = in.readVarLong();
        return number == BYTES ? Objects.requireNonNull(types.decode(in)) : kept.get(Math.toIntExact(number - 1));
    }
}

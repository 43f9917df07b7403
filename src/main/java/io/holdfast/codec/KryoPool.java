package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.io.Output;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads plain objects with Kryo sessions, of which there are never more than were in use at the same time.
 * Thread-safe.
 */
final class KryoPool {

    private static final int CHECKSUM_BYTES = 4;

    private final Types types;
    private final Map<Integer, FieldsSerializer> serializers = new HashMap<>();
    private final List<FieldsSerializer> inOrder;
    private final List<GoneType> gone;
    private final ConcurrentLinkedDeque<KryoSession> idle = new ConcurrentLinkedDeque<>();

    private KryoPool(Types types, List<FieldsSerializer> serializers, List<GoneType> gone) {
        this.types = types;
        this.inOrder = List.copyOf(serializers);
        this.gone = List.copyOf(gone);
        serializers.forEach(serializer -> this.serializers.put(serializer.id(), serializer));
    }

    static KryoPool of(
            Types types,
            List<RegisteredType> registered,
            Evolution evolution,
            Migrations migrations,
            List<TypeSchema> schemas) {
        List<FieldsSerializer> serializers = new ArrayList<>();
        List<GoneType> gone = new ArrayList<>();
        for (TypeSchema schema : schemas) {
            if (schema.kind().equals(PlainType.KIND)) {
                if (evolution.isMigrated(schema)) {
                    serializers.add(new MigratingSerializer(schema, migrations));
                } else if (evolution.isGone(schema)) {
                    gone.add(new GoneType(types, schema));
                }
            }
        }
        for (RegisteredType type : registered) {
            if (type instanceof PlainType plain) {
                serializers.addAll(serializers(plain, evolution, TypeIds.of(plain, schemas)));
            }
        }
        return new KryoPool(types, serializers, gone);
    }

    /** One for each schema that the class reads; Kryo writes by the one that it is given last. */
    private static List<PlainSerializer> serializers(PlainType plain, Evolution evolution, List<TypeSchema> schemas) {
        int present = plain.idIn(schemas);
        return schemas.stream()
                .filter(schema -> !evolution.isMigrated(schema) && !evolution.isGone(schema))
                .sorted(Comparator.comparing((TypeSchema schema) -> schema.id() == present))
                .map(plain::serializer)
                .toList();
    }

    /** Appends tag, length of what follows, checksum, and what Kryo writes. */
    void write(int id, Object value, BytesWriter out, int depth) {
        KryoSession session = borrow();
        Output payload = session.write(serializer(id), value, depth);
        out.writeVarInt(id);
        out.writeVarInt(CHECKSUM_BYTES + payload.position());
        out.writeFixedInt(checksum(payload.getBuffer(), 0, payload.position()));
        out.writeBytes(payload.getBuffer(), 0, payload.position());
        idle.push(session);
    }

    /**
     * Reads what {@link #write} wrote after the tag. Kryo believes every length that it reads and allocates as much,
     * hence the checksum: Kryo sees only bytes that it wrote.
     */
    Object read(int id, BytesReader in, int depth) {
        FieldsSerializer serializer = serializer(id);
        int length = checkedLength(in, serializer.schema().name());
        int start = in.position();
        in.skip(length);
        KryoSession session = borrow();
        Object value = session.read(serializer, in.array(), start, length, depth);
        idle.push(session);
        return value;
    }

    /** Reads length and checksum, verifies what follows, and says how many bytes that are. */
    static int checkedLength(BytesReader in, String type) {
        int length = in.readLength() - CHECKSUM_BYTES;
        int expected = in.readFixedInt();
        int start = in.position();
        if (length < 0 || checksum(in.array(), start, length) != expected) {
            throw new MalformedBytesException(
                    "the checksum of a value of " + type + " of " + length + " bytes at byte " + start + " is wrong");
        }
        return length;
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    private FieldsSerializer serializer(int id) {
        FieldsSerializer serializer = serializers.get(id);
        if (serializer == null) {
            throw new IllegalStateException("Holdfast bug: no plain class has the id " + id);
        }
        return serializer;
    }

    private KryoSession borrow() {
        @Nullable KryoSession session = idle.poll();
        return session == null ? new KryoSession(types, inOrder, gone) : session;
    }
}

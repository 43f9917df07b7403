package io.holdfast.codec;

import io.holdfast.codec.StoredValue.Binary;
import io.holdfast.codec.StoredValue.Constant;
import io.holdfast.codec.StoredValue.Elements;
import io.holdfast.codec.StoredValue.Entries;
import io.holdfast.codec.StoredValue.Entry;
import io.holdfast.codec.StoredValue.Field;
import io.holdfast.codec.StoredValue.Fields;
import io.holdfast.codec.StoredValue.Scalar;
import io.holdfast.common.BytesReader;
import io.holdfast.common.MalformedBytesException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tagged values without the classes that they were written from. Bytes are not trusted: what is allocated is
 * bounded by their number, and values in values by the depth that {@link Types} allows. Immutable and thread-safe.
 */
public final class StoredValues {

    static final String BYTES = "byte[]";
    static final String SET = "set";
    static final String PAIR = "pair";
    static final String OPTIONAL = "optional";
    static final String PANE = "pane";

    private final ValueReader[] builtIn;
    private final Map<Integer, TypeSchema> schemas = new HashMap<>();

    private StoredValues(List<TypeSchema> schemas) {
        TypeTable table = new TypeTable(Tag.LAST);
        Scalars.addTo(table);
        Times.addTo(table);
        builtIn = table.readers();
        TypeIds.assign(List.of(), schemas).forEach(schema -> this.schemas.put(schema.id(), schema));
    }

    /**
     * A reader of what was written under these schemas.
     *
     * @throws io.holdfast.failure.IncompatibleCheckpointException if a newer version of Holdfast wrote them
     */
    public static StoredValues of(List<TypeSchema> schemas) {
        return new StoredValues(schemas);
    }

    /**
     * Reads one tagged value.
     *
     * @throws MalformedBytesException if the bytes are none
     */
    public StoredValue read(BytesReader in) {
        return read(in, 0);
    }

    private StoredValue read(BytesReader in, int depth) {
        int tag = in.readVarInt();
        if (depth > Types.MAX_DEPTH) {
            throw new MalformedBytesException(
                    "values are nested more than " + Types.MAX_DEPTH + " deep before byte " + in.position());
        }
        return switch (tag) {
            case Tag.NULL -> new Scalar(null);
            case Tag.BYTES -> new Binary(BYTES, in.readBytes(in.readLength()));
            case Tag.OPTIONAL -> optional(read(in, depth + 1));
            case Tag.LIST -> new Elements("list", values(in, depth, Scalars.readCount(in, 1)));
            case Tag.SET -> new Elements(SET, values(in, depth, Scalars.readCount(in, 1)));
            case Tag.MAP -> entries(in, depth);
            case Tag.PAIR -> new Elements(PAIR, values(in, depth, 2));
            case Tag.INTS -> new Elements("int[]", numbers(in, Integer.BYTES));
            case Tag.LONGS -> new Elements("long[]", numbers(in, Long.BYTES));
            case Tag.DOUBLES -> doubles(in);
            case Tag.PANE_KEY -> pane(in, depth);
            case Tag.WINDOWED ->
                new Fields(
                        "windowed",
                        List.of(
                                new Field("start", read(in, depth + 1)),
                                new Field("end", read(in, depth + 1)),
                                new Field("value", read(in, depth + 1))));
            default ->
                tag >= 0 && tag < builtIn.length
                        ? new Scalar(builtIn[tag].read(in, depth))
                        : registered(tag, in, depth);
        };
    }

    private static StoredValue optional(StoredValue content) {
        return new Elements(OPTIONAL, content.equals(new Scalar(null)) ? List.of() : List.of(content));
    }

    private List<StoredValue> values(BytesReader in, int depth, int count) {
        List<StoredValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(read(in, depth + 1));
        }
        return values;
    }

    private StoredValue pane(BytesReader in, int depth) {
        return new Fields(
                PANE,
                List.of(
                        new Field("time", new Scalar(Instant.ofEpochMilli(in.readFixedLong()))),
                        new Field("level", new Scalar((int) in.readByte())),
                        new Field("key", read(in, depth + 1))));
    }

    private StoredValue entries(BytesReader in, int depth) {
        List<Entry> entries = new ArrayList<>();
        for (int left = Scalars.readCount(in, 2); left > 0; left--) {
            entries.add(new Entry(read(in, depth + 1), read(in, depth + 1)));
        }
        return new Entries(entries);
    }

    private static List<StoredValue> numbers(BytesReader in, int bytes) {
        List<StoredValue> numbers = new ArrayList<>();
        for (int left = Scalars.readCount(in, bytes); left > 0; left--) {
            numbers.add(bytes == Integer.BYTES ? new Scalar(in.readFixedInt()) : new Scalar(in.readFixedLong()));
        }
        return numbers;
    }

    private static StoredValue doubles(BytesReader in) {
        List<StoredValue> numbers = new ArrayList<>();
        for (int left = Scalars.readCount(in, Double.BYTES); left > 0; left--) {
            numbers.add(new Scalar(Primitives.readDouble(in)));
        }
        return new Elements("double[]", numbers);
    }

    private StoredValue registered(int tag, BytesReader in, int depth) {
        TypeSchema schema = schemas.get(tag);
        if (schema == null) {
            throw new MalformedBytesException(
                    "no type has the tag " + (tag & 0xffffffffL) + " before byte " + in.position());
        }
        return switch (schema.kind()) {
            case "record" -> fields(schema, in, depth);
            case "enum" ->
                new Constant(
                        schema.name(),
                        schema.fields().get(EnumType.readPosition(schema, in)).name());
            case PlainType.KIND -> new Binary(schema.name(), in.readBytes(KryoPool.checkedLength(in, schema.name())));
            default -> new Binary(schema.name(), in.readBytes(in.readLength()));
        };
    }

    private StoredValue fields(TypeSchema schema, BytesReader in, int depth) {
        List<Field> fields = new ArrayList<>();
        for (TypeSchema.Field field : schema.fields()) {
            Primitive primitive = Primitive.named(field.type());
            fields.add(
                    new Field(field.name(), primitive == null ? read(in, depth + 1) : new Scalar(primitive.read(in))));
        }
        return new Fields(schema.name(), fields);
    }
}

package io.holdfast.independent;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Tagged values (section 5.3) as objects of the JDK; of registered types, what the schemas say. */
final class Values {

    /** A record: its class and its fields in order. */
    record Fields(String type, Map<String, @Nullable Object> fields) {}

    /** A constant of an enum. */
    record Constant(String type, String name) {}

    /** What a codec of the job or Kryo wrote, in hexadecimal. */
    record Opaque(String type, String hex) {}

    /** A pair. */
    record Two(@Nullable Object first, @Nullable Object second) {}

    /** A key of what an operator keeps for a key of the job. */
    record Pane(long end, int level, @Nullable Object key) {}

    private final Map<Long, JsonNode> schemas = new HashMap<>();

    Values(JsonNode manifest) {
        manifest.get("schemas").forEach(schema -> schemas.put(schema.get("id").asLong(), schema));
    }

    @Nullable
    Object read(Cursor in) {
        long tag = in.varint();
        return tag < 15 ? scalar((int) tag, in) : tag < 23 ? time((int) tag, in) : composed(tag, in);
    }

    private static @Nullable Object scalar(int tag, Cursor in) {
        return switch (tag) {
            case 0 -> null;
            case 1 -> false;
            case 2 -> true;
            case 3 -> (byte) in.one();
            case 4 -> (short) in.zigzag();
            case 5 -> (int) in.zigzag();
            case 6 -> in.zigzag();
            case 7 -> Float.intBitsToFloat((int) in.fixed(4));
            case 8 -> Double.longBitsToDouble(in.fixed(8));
            case 9 -> (char) in.varint();
            case 10 -> in.string();
            case 11 -> in.bytes();
            case 12 -> in.bigInteger();
            case 13 -> decimal(in);
            default -> new UUID(in.fixed(8), in.fixed(8));
        };
    }

    private static BigDecimal decimal(Cursor in) {
        int scale = (int) in.zigzag();
        return new BigDecimal(in.bigInteger(), scale);
    }

    private static Object time(int tag, Cursor in) {
        return switch (tag) {
            case 15 -> instant(in);
            case 16 -> Duration.ofSeconds(in.zigzag(), in.varint());
            case 17 -> LocalDate.ofEpochDay(in.zigzag());
            case 18 -> LocalTime.ofNanoOfDay(in.varint());
            case 19 -> dateTime(in);
            case 20 -> OffsetDateTime.of(dateTime(in), ZoneOffset.ofTotalSeconds((int) in.zigzag()));
            case 21 -> ZonedDateTime.ofInstant(instant(in), ZoneId.of(in.string()));
            default -> ZoneId.of(in.string());
        };
    }

    private static Instant instant(Cursor in) {
        return Instant.ofEpochSecond(in.zigzag(), in.varint());
    }

    private static LocalDateTime dateTime(Cursor in) {
        return LocalDateTime.of(LocalDate.ofEpochDay(in.zigzag()), LocalTime.ofNanoOfDay(in.varint()));
    }

    private Object composed(long tag, Cursor in) {
        if (tag >= 64) {
            return registered(schemas.get(tag), in);
        }
        return switch ((int) tag) {
            case 23 -> Optional.ofNullable(read(in));
            case 24 -> list(in);
            case 25 -> new LinkedHashSet<>(list(in));
            case 26 -> map(in);
            case 27 -> new Two(read(in), read(in));
            case 28 -> ints(in);
            case 29 -> longs(in);
            case 30 -> doubles(in);
            case 31 -> new Pane(in.fixed(8), in.one(), read(in));
            default -> throw new IllegalArgumentException("tag " + tag + " is reserved");
        };
    }

    private List<@Nullable Object> list(Cursor in) {
        List<@Nullable Object> list = new ArrayList<>();
        for (long left = in.varint(); left > 0; left--) {
            list.add(read(in));
        }
        return list;
    }

    private Map<@Nullable Object, @Nullable Object> map(Cursor in) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (long left = in.varint(); left > 0; left--) {
            Object key = read(in);
            map.put(key, read(in));
        }
        return map;
    }

    private static int[] ints(Cursor in) {
        int[] numbers = new int[(int) in.varint()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) in.fixed(4);
        }
        return numbers;
    }

    private static long[] longs(Cursor in) {
        long[] numbers = new long[(int) in.varint()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.fixed(8);
        }
        return numbers;
    }

    private static double[] doubles(Cursor in) {
        double[] numbers = new double[(int) in.varint()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.longBitsToDouble(in.fixed(8));
        }
        return numbers;
    }

    private Object registered(JsonNode schema, Cursor in) {
        String type = schema.get("name").asText();
        return switch (schema.get("kind").asText()) {
            case "record" -> fields(type, schema.get("fields"), in);
            case "enum" ->
                new Constant(
                        type,
                        schema.get("fields").get((int) in.varint()).get("name").asText());
            case "custom" -> new Opaque(type, CheckpointFiles.hex(in.bytes()));
            case "kryo" -> kryo(type, new Cursor(in.bytes()));
            default -> throw new IllegalArgumentException("unknown kind of schema: " + schema);
        };
    }

    private Fields fields(String type, JsonNode declared, Cursor in) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        declared.forEach(field ->
                fields.put(field.get("name").asText(), field(field.get("type").asText(), in)));
        return new Fields(type, fields);
    }

    private @Nullable Object field(String type, Cursor in) {
        return switch (type) {
            case "boolean" -> in.one() == 1;
            case "byte" -> (byte) in.zigzag();
            case "short" -> (short) in.zigzag();
            case "char" -> (char) in.zigzag();
            case "int" -> (int) in.zigzag();
            case "long" -> in.zigzag();
            case "float" -> Float.intBitsToFloat((int) in.fixed(4));
            case "double" -> Double.longBitsToDouble(in.fixed(8));
            default -> read(in);
        };
    }

    private static Opaque kryo(String type, Cursor in) {
        int expected = (int) in.fixed(4);
        byte[] rest = in.rest();
        CRC32C checksum = new CRC32C();
        checksum.update(rest);
        CheckpointFiles.require(expected == (int) checksum.getValue(), "checksum of a " + type);
        return new Opaque(type, CheckpointFiles.hex(rest));
    }
}

package io.holdfast.codec;

import io.holdfast.codec.SampleTypes.Click;
import io.holdfast.codec.SampleTypes.Color;
import io.holdfast.codec.SampleTypes.Loose;
import io.holdfast.codec.SampleTypes.Money;
import io.holdfast.codec.SampleTypes.Node;
import io.holdfast.codec.SampleTypes.Point;
import io.holdfast.codec.SampleTypes.Tagged;
import io.holdfast.model.Pair;
import java.math.BigDecimal;
import java.math.BigInteger;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Values of all types, from a seed, and those at the edges of each type. */
final class RandomValues {

    static final List<Object> BOUNDARIES = List.of(
            true,
            false,
            Byte.MIN_VALUE,
            Byte.MAX_VALUE,
            Short.MIN_VALUE,
            Short.MAX_VALUE,
            0,
            -1,
            63,
            64,
            -64,
            -65,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            0L,
            -1L,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            0f,
            -0f,
            Float.NaN,
            Float.MIN_VALUE,
            Float.NEGATIVE_INFINITY,
            0d,
            -0d,
            Double.NaN,
            Double.MIN_VALUE,
            Double.POSITIVE_INFINITY,
            'a',
            '\0',
            '\uffff',
            '\ud800',
            "",
            "\0",
            "é",
            "日本",
            "😀",
            "\ufffd",
            "\ud800",
            "a\udc00b",
            "\udc00\ud800",
            "😀\ud83d",
            "x".repeat(127),
            "x".repeat(128),
            "x".repeat(127) + "ü",
            BigInteger.ZERO,
            BigInteger.ONE.negate(),
            BigInteger.TWO.pow(1000),
            new BigDecimal("1.0"),
            new BigDecimal("1.00"),
            BigDecimal.valueOf(-5, Integer.MIN_VALUE),
            new UUID(Long.MIN_VALUE, -1),
            Instant.MIN,
            Instant.MAX,
            Instant.EPOCH,
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            LocalDate.MIN,
            LocalDate.MAX,
            LocalTime.MIN,
            LocalTime.MAX,
            LocalDateTime.MIN,
            LocalDateTime.MAX,
            OffsetDateTime.MIN,
            OffsetDateTime.MAX,
            ZonedDateTime.ofLocal(
                    LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Paris"), ZoneOffset.ofHours(1)),
            ZonedDateTime.ofLocal(
                    LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Paris"), ZoneOffset.ofHours(2)),
            ZoneId.of("Europe/Paris"),
            ZoneOffset.UTC,
            ZoneOffset.MAX,
            Optional.empty(),
            Optional.of(Optional.empty()),
            Pair.of(1, Pair.of("a", 'b')));

    /** Values and their bytes in hexadecimal. */
    static final List<Object[]> FORMS = List.of(
            new Object[] {false, "01"},
            new Object[] {true, "02"},
            new Object[] {(byte) -1, "03ff"},
            new Object[] {(short) -1, "0401"},
            new Object[] {-1, "0501"},
            new Object[] {64L, "068001"},
            new Object[] {-0f, "0780000000"},
            new Object[] {Float.intBitsToFloat(0xffc00001), "077fc00000"},
            new Object[] {1d, "083ff0000000000000"},
            new Object[] {Double.longBitsToDouble(0xfff8000000000001L), "087ff8000000000000"},
            new Object[] {'é', "09e901"},
            new Object[] {"é\ud800", "0a05c3a9eda080"},
            new Object[] {new byte[] {7}, "0b0107"},
            new Object[] {BigInteger.valueOf(128), "0c020080"},
            new Object[] {new BigDecimal("1.0"), "0d02010a"},
            new Object[] {new UUID(1, 2), "0e00000000000000010000000000000002"},
            new Object[] {Instant.ofEpochSecond(-1, 1), "0f0101"},
            new Object[] {Duration.ofSeconds(1, 128), "10028001"},
            new Object[] {LocalDate.ofEpochDay(1), "1102"},
            new Object[] {LocalTime.ofNanoOfDay(128), "128001"},
            new Object[] {LocalDateTime.of(1970, 1, 2, 0, 0, 0, 1), "130201"},
            new Object[] {OffsetDateTime.of(1970, 1, 2, 0, 0, 0, 1, ZoneOffset.ofTotalSeconds(1)), "14020102"},
            new Object[] {ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC), "150000015a"},
            new Object[] {ZoneId.of("UTC"), "1603555443"},
            new Object[] {Optional.of(1), "170502"},
            new Object[] {Optional.empty(), "1700"},
            new Object[] {List.of(1, "a"), "180205020a0161"},
            new Object[] {Set.of(1), "19010502"},
            new Object[] {Map.of(1, true), "1a01050202"},
            new Object[] {Pair.of(1, false), "1b050201"},
            new Object[] {new int[] {1}, "1c0100000001"},
            new Object[] {new long[] {1}, "1d010000000000000001"},
            new Object[] {new double[] {-0d}, "1e018000000000000000"},
            new Object[] {Color.BLUE, "4002"},
            new Object[] {new Point(1, -1), "420201"},
            new Object[] {new Click("a", 1, Instant.EPOCH), "440a0161020f0000"},
            new Object[] {new Money(1), "4d0102"});

    private static final List<Color> COLORS = List.of(Color.RED, Color.GREEN, Color.BLUE);

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    /** A value with others nested in it up to three deep. */
    Object next() {
        return next(3);
    }

    private Object next(int depth) {
        int kind = random.nextInt(depth == 0 ? 8 : 18);
        return switch (kind) {
            case 0 -> BOUNDARIES.get(random.nextInt(BOUNDARIES.size()));
            case 1 -> text();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextInt() >> random.nextInt(32);
            case 4 -> new BigInteger(random.nextInt(200), random);
            case 5 -> new Point(random.nextInt(), random.nextInt(10));
            case 6 -> COLORS.get(random.nextInt(3));
            case 7 -> new Money(random.nextLong());
            case 8, 9 -> list(depth);
            case 10 -> new HashSet<>(list(depth));
            case 11 -> map(depth);
            case 12 -> Optional.of(next(depth - 1));
            case 13 -> Pair.of(next(depth - 1), next(depth - 1));
            case 14 -> new Loose(next(depth - 1));
            case 15 -> new Node(text(), random.nextBoolean() ? null : new Node(text(), null));
            case 16 -> new Tagged(text(), Map.of(text(), text()));
            default -> SampleTypes.session(text());
        };
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(next(depth - 1));
        }
        return list;
    }

    private Map<Object, Object> map(int depth) {
        Map<Object, Object> map = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(next(0), next(depth - 1));
        }
        return map;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int widest = random.nextBoolean() ? 0x80 : Character.MAX_VALUE;
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 300 : 10); i > 0; i--) {
            text.append((char) random.nextInt(widest));
        }
        return text.toString();
    }
}

package io.holdfast.configuration;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.location.CheckpointLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of values, and how they are written.
 *
 * @param name as the reference calls it
 * @param expected what a text has to be
 * @param reader makes a value of a text, or throws IllegalArgumentException
 * @param writer makes a text that reads as the same value
 */
public record ValueType<T>(String name, String expected, Function<String, T> reader, Function<T, String> writer) {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KB|MB|GB|TB)", Pattern.CASE_INSENSITIVE);
    private static final List<String> SIZE_UNITS = List.of("B", "KB", "MB", "GB", "TB");
    private static final int BITS_PER_UNIT = 10;

    /** A duration with its unit. */
    public static final ValueType<Duration> TIME_SPAN =
            new ValueType<>("time", "a time such as 50ms, 2s, 5m, 1h or 7d", ValueType::time, ValueType::text);

    /** A number of bytes with its unit; units are powers of 1,024. */
    public static final ValueType<Long> BYTES =
            new ValueType<>("size", "a size such as 512KB, 64MB or 2GB", ValueType::bytes, ValueType::bytesText);

    /** A whole number. */
    public static final ValueType<Integer> INTEGER =
            new ValueType<>("number", "a whole number", ValueType::integer, String::valueOf);

    /** A whole number that may be large. */
    public static final ValueType<Long> COUNT =
            new ValueType<>("number", "a whole number", ValueType::count, String::valueOf);

    /** Yes or no. */
    public static final ValueType<Boolean> FLAG =
            new ValueType<>("true or false", "true or false", ValueType::flag, String::valueOf);

    /** Any text. */
    public static final ValueType<String> TEXT = new ValueType<>("text", "a text", text -> text, text -> text);

    /** Names, in any order. */
    public static final ValueType<Set<String>> NAMES = new ValueType<>(
            "names", "names with commas between them", ValueType::names, names -> String.join(", ", names));

    /** A local path. */
    public static final ValueType<Path> PATH = new ValueType<>("path", "a path", Path::of, Path::toString);

    /** Where a checkpoint is. */
    public static final ValueType<CheckpointLocation> LOCATION = new ValueType<>(
            "directory", "a path, or hdfs://HOST:PORT/PATH", CheckpointLocation::of, CheckpointLocation::text);

    /** What to do about markers, by sink. */
    public static final ValueType<Map<String, UnknownMarker>> MARKERS = new ValueType<>(
            "decisions", "SINK=republish or SINK=skip, with commas between them", ValueType::markers, ValueType::text);

    /** One of some words: the constants of an enum, in lower case. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> constants) {
        List<String> words =
                Arrays.stream(constants.getEnumConstants()).map(ValueType::word).toList();
        String choice = "one of " + String.join(", ", words);
        return new ValueType<>(choice, choice, text -> constant(constants, text), ValueType::word);
    }

    /** Reads a text, or says what was expected instead. */
    public T read(String text) {
        try {
            return reader.apply(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigurationException("'" + text + "' is not " + expected, e);
        }
    }

    /** The value as it is written. */
    public String write(T value) {
        return writer.apply(value);
    }

    private static Duration time(String text) {
        Matcher matcher = matched(TIME, text);
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String text(Duration time) {
        if (time.toMillisPart() != 0) {
            return time.toMillis() + "ms";
        } else if (time.toSecondsPart() != 0 || time.isZero()) {
            return time.toSeconds() + "s";
        } else if (time.toMinutesPart() != 0) {
            return time.toMinutes() + "m";
        }
        return time.toHoursPart() != 0 ? time.toHours() + "h" : time.toDays() + "d";
    }

    private static long bytes(String text) {
        Matcher matcher = matched(SIZE, text);
        int unit = SIZE_UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (unit * BITS_PER_UNIT));
    }

    private static String bytesText(long bytes) {
        int unit = 0;
        long number = bytes;
        while (number != 0 && number % 1024 == 0 && unit < SIZE_UNITS.size() - 1) {
            number /= 1024;
            unit++;
        }
        return number + SIZE_UNITS.get(unit);
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }

    private static int integer(String text) {
        return Integer.parseInt(text.replace("_", ""));
    }

    private static long count(String text) {
        return Long.parseLong(text.replace("_", ""));
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Set<String> names(String text) {
        return Collections.unmodifiableSet(new TreeSet<>(split(text)));
    }

    private static Map<String, UnknownMarker> markers(String text) {
        Map<String, UnknownMarker> markers = new TreeMap<>();
        for (String part : split(text)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(part);
            }
            markers.put(
                    part.substring(0, equals).strip(),
                    constant(UnknownMarker.class, part.substring(equals + 1).strip()));
        }
        return Collections.unmodifiableMap(markers);
    }

    private static String text(Map<String, UnknownMarker> markers) {
        return new TreeMap<>(markers)
                .entrySet().stream()
                        .map(marker -> marker.getKey() + "=" + word(marker.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> E constant(Class<E> constants, String text) {
        List<E> found = new ArrayList<>(List.of(constants.getEnumConstants()));
        found.removeIf(constant -> !word(constant).equalsIgnoreCase(text));
        if (found.isEmpty()) {
            throw new IllegalArgumentException(text);
        }
        return found.get(0);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.holdfast.independent;

import io.holdfast.StreamingContext;
import io.holdfast.codec.Codec;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.queue.QueueSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A job whose state holds a value of every type that the page describes. A record is a number: which key, and what becomes of it. */
final class SamplesJob {

    /** An enum. */
    public enum Color {
        RED,
        GREEN
    }

    /** A record with a field of each primitive type. */
    public record Everything(
            boolean flag, byte tiny, short small, char letter, int medium, long big, float single, double precise) {}

    /** A record of references. */
    public record Parts(String name, Color color, Optional<Long> number, List<Object> list) {}

    /** A class with a codec of its own. */
    public record Money(long cents) {

        static final class Form implements Codec<Money> {
            @Override
            public void encode(Money value, BytesWriter out) {
                out.writeFixedInt((int) value.cents);
            }

            @Override
            public Money decode(BytesReader in) {
                return new Money(in.readFixedInt());
            }
        }
    }

    /** A plain class. */
    public static final class Plain {
        int number = 7;
    }

    /** Values and what a reader that does not know the classes makes of them. */
    static final List<Object[]> VALUES = List.of(
            same(true),
            same(false),
            same((byte) -2),
            same((short) -300),
            same(-70_000),
            same(Long.MIN_VALUE),
            same(1.5f),
            same(-0.0),
            same('é'),
            same("日本 😀 \ud800"),
            same(""),
            same(new byte[] {1, -1}),
            same(new byte[0]),
            same(new BigInteger("-123456789012345678901234567890")),
            same(new BigDecimal("-1.500")),
            same(new UUID(-1, 2)),
            same(Instant.ofEpochSecond(-5, 123)),
            same(Duration.ofSeconds(-5, 123)),
            same(LocalDate.of(1969, 12, 30)),
            same(LocalTime.of(23, 59, 59, 999_999_999)),
            same(LocalDateTime.of(2024, 2, 29, 12, 30, 1)),
            same(OffsetDateTime.of(2024, 2, 29, 12, 30, 1, 5, ZoneOffset.ofHours(-9))),
            same(ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Paris"))),
            same(ZoneId.of("Europe/Paris")),
            same(Optional.of(Optional.of("x"))),
            same(Optional.empty()),
            same(Arrays.asList(1, null, "a", List.of(List.of()))),
            same(new LinkedHashSet<>(List.of(3, 1, 2))),
            same(new LinkedHashMap<>(Map.of("k", List.of(1L)))),
            new Object[] {Pair.of("a", Pair.of(1, 2L)), new Values.Two("a", new Values.Two(1, 2L))},
            same(new int[] {1, Integer.MIN_VALUE}),
            same(new long[] {1, Long.MIN_VALUE}),
            same(new double[] {0.5, Double.NaN}),
            new Object[] {Color.GREEN, green()},
            new Object[] {
                new Everything(true, (byte) -1, (short) 300, 'x', -5, 1L << 40, 0.5f, -0.25),
                fields(
                        Everything.class,
                        "flag",
                        true,
                        "tiny",
                        (byte) -1,
                        "small",
                        (short) 300,
                        "letter",
                        'x',
                        "medium",
                        -5,
                        "big",
                        1L << 40,
                        "single",
                        0.5f,
                        "precise",
                        -0.25)
            },
            new Object[] {
                new Parts("n", Color.GREEN, Optional.of(5L), List.of(1, "b")),
                fields(Parts.class, "name", "n", "color", green(), "number", Optional.of(5L), "list", List.of(1, "b"))
            },
            new Object[] {new Money(258), new Values.Opaque(Money.class.getName(), "00000102")},
            same("x".repeat(5_000)));

    /** Keys of many types, of no bytes too. */
    static final List<Object> KEYS = List.of("", "key", 1, 1L, new UUID(1, 2), LocalDate.EPOCH, 'c', true);

    static final Duration IDLE = Duration.ofDays(300);
    static final Duration INTERVAL = Duration.ofMillis(20);

    /** Longer than the job runs. */
    static final Duration WINDOW = Duration.ofHours(1);

    private final List<List<Integer>> batches = new ArrayList<>();

    private static Object[] same(Object value) {
        return new Object[] {value, value};
    }

    private static Values.Constant green() {
        return new Values.Constant(Color.class.getName(), "GREEN");
    }

    private static Values.Fields fields(Class<?> type, Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Values.Fields(type.getName(), fields);
    }

    /** A batch: numbers are of {@link #key} and {@link #value}; a negative one removes the key of its opposite. */
    void add(List<Integer> numbers) {
        batches.add(numbers);
    }

    List<List<Integer>> batches() {
        return batches;
    }

    static Object key(int number) {
        return number < KEYS.size() ? KEYS.get(number) : "key " + number;
    }

    static Object value(int number) {
        return VALUES.get(number % VALUES.size())[0];
    }

    private static Integer step(Object key, Optional<Integer> number, State<Object> state) {
        int given = number.orElseThrow();
        if (given < 0) {
            state.remove();
        } else {
            state.update(value(given));
        }
        return given;
    }

    /** Runs all batches and stops in good order. */
    void run(Path checkpoint, Path output) throws Exception {
        CountDownLatch left = new CountDownLatch(
                (int) batches.stream().filter(batch -> !batch.isEmpty()).count());
        try (StreamingContext context = StreamingContext.builder("samples")
                .checkpointDirectory(checkpoint)
                .batchInterval(INTERVAL)
                .parallelism(2)
                .replayBudgetBytes(1 << 16)
                .register(Color.class, Everything.class, Parts.class, Plain.class)
                .register(Money.class, new Money.Form())
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        if (report.recordsRead() > 0) {
                            left.countDown();
                        }
                    }
                })
                .build()) {
            var numbers = context.stream("numbers", QueueSource.of(batches))
                    .mapToPair(number -> Pair.of(key(Math.abs(number)), number))
                    .mapWithState(
                            "samples",
                            StateSpec.<Object, Integer, Object, Integer>function(SamplesJob::step)
                                    .timeout(IDLE));
            numbers.to("lines", TextFileSink.of(output));
            numbers.mapToPair(number -> Pair.of(key(Math.abs(number)), 1L))
                    .reduceByKeyAndWindow("recent", Long::sum, WINDOW, INTERVAL)
                    .foreachBatch("counted", batch -> {});
            numbers.filter(number -> number == 1).to("printed", PrintSink.of());
            numbers.foreachBatch("called", batch -> {});
            numbers.map(number -> new Plain()).foreachBatch("objects", batch -> {});
            context.start();
            if (!left.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError(left.getCount() + " batches are missing");
            }
            context.stop();
            context.awaitTermination();
        }
    }
}

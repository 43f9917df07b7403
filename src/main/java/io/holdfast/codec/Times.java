package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;

/** Dates and times. */
final class Times {

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private Times() {}

    static void addTo(TypeTable table) {
        addAmounts(table);
        addLocal(table);
        addZoned(table);
    }

    private static void addAmounts(TypeTable table) {
        scalar(
                table,
                Tag.INSTANT,
                Instant.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.INSTANT);
                    write((Instant) value, out);
                },
                (in, depth) -> readInstant(in));
        scalar(
                table,
                Tag.DURATION,
                Duration.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.DURATION);
                    out.writeZigZag(((Duration) value).toSeconds());
                    out.writeVarInt(((Duration) value).toNanosPart());
                },
                (in, depth) -> Duration.ofSeconds(in.readZigZag(), readNanos(in)));
    }

    private static void addLocal(TypeTable table) {
        scalar(
                table,
                Tag.LOCAL_DATE,
                LocalDate.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.LOCAL_DATE);
                    out.writeZigZag(((LocalDate) value).toEpochDay());
                },
                (in, depth) -> LocalDate.ofEpochDay(in.readZigZag()));
        scalar(
                table,
                Tag.LOCAL_TIME,
                LocalTime.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.LOCAL_TIME);
                    out.writeVarLong(((LocalTime) value).toNanoOfDay());
                },
                (in, depth) -> LocalTime.ofNanoOfDay(in.readVarLong()));
        scalar(
                table,
                Tag.LOCAL_DATE_TIME,
                LocalDateTime.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.LOCAL_DATE_TIME);
                    write((LocalDateTime) value, out);
                },
                (in, depth) -> readDateTime(in));
    }

    private static void addZoned(TypeTable table) {
        scalar(
                table,
                Tag.OFFSET_DATE_TIME,
                OffsetDateTime.class,
                (value, out, depth) -> {
                    OffsetDateTime time = (OffsetDateTime) value;
                    out.writeByte(Tag.OFFSET_DATE_TIME);
                    write(time.toLocalDateTime(), out);
                    out.writeZigZag(time.getOffset().getTotalSeconds());
                },
                (in, depth) -> {
                    LocalDateTime local = readDateTime(in);
                    return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(Primitives.readInt(in)));
                });
        scalar(
                table,
                Tag.ZONED_DATE_TIME,
                ZonedDateTime.class,
                (value, out, depth) -> {
                    ZonedDateTime time = (ZonedDateTime) value;
                    out.writeByte(Tag.ZONED_DATE_TIME);
                    write(time.toInstant(), out);
                    out.writeString(time.getZone().getId());
                },
                (in, depth) -> {
                    Instant instant = readInstant(in);
                    return ZonedDateTime.ofInstant(instant, ZoneId.of(in.readString()));
                });
        scalar(
                table,
                Tag.ZONE_ID,
                ZoneId.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.ZONE_ID);
                    out.writeString(((ZoneId) value).getId());
                },
                (in, depth) -> ZoneId.of(in.readString()));
        TypeEntry zone = Objects.requireNonNull(table.entry(ZoneId.class));
        table.type(ZoneOffset.class, zone);
        table.type(ZoneId.of("Europe/Paris").getClass(), zone);
    }

    /** Adds a type whose reading throws {@link DateTimeException} on numbers that are no time. */
    private static void scalar(TypeTable table, int tag, Class<?> type, ValueWriter writer, ValueReader reader) {
        table.scalar(tag, type, writer, (in, depth) -> {
            try {
                return reader.read(in, depth);
            } catch (DateTimeException | ArithmeticException e) {
                throw new MalformedBytesException(
                        "no " + type.getSimpleName() + " before byte " + in.position() + ": " + e.getMessage());
            }
        });
    }

    private static void write(Instant instant, BytesWriter out) {
        out.writeZigZag(instant.getEpochSecond());
        out.writeVarInt(instant.getNano());
    }

    private static Instant readInstant(BytesReader in) {
        return Instant.ofEpochSecond(in.readZigZag(), readNanos(in));
    }

    private static void write(LocalDateTime time, BytesWriter out) {
        out.writeZigZag(time.toLocalDate().toEpochDay());
        out.writeVarLong(time.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime readDateTime(BytesReader in) {
        LocalDate date = LocalDate.ofEpochDay(in.readZigZag());
        return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readVarLong()));
    }

    private static int readNanos(BytesReader in) {
        int nanos = in.readVarInt();
        if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new MalformedBytesException("nanoseconds of a second are below " + NANOS_PER_SECOND + ", found "
                    + (nanos & 0xffffffffL) + " before byte " + in.position());
        }
        return nanos;
    }
}

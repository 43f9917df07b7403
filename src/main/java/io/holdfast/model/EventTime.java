package io.holdfast.model;

import io.holdfast.function.Function1;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When the records of a stream happened, and up to when all of them have come: the watermark. Each split of each source has one
 * of its own, which never goes back; that of the stream is the earliest of them. Immutable.
 *
 * <p>By default a split's watermark is the latest time seen in it, less {@link #outOfOrderness}: records may come that much
 * later than others that happened after them. A split that had no record for {@link #idleAfter} is left out until it has one.
 *
 * @param <T> the type of records
 */
public final class EventTime<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Function1<? super T, Instant> timestamp;
    private final @Nullable Function1<? super T, @Nullable Instant> watermark;
    private final Duration outOfOrderness;
    private final Duration idleAfter;

    private EventTime(
            Function1<? super T, Instant> timestamp,
            @Nullable Function1<? super T, @Nullable Instant> watermark,
            Duration outOfOrderness,
            Duration idleAfter) {
        this.timestamp = timestamp;
        this.watermark = watermark;
        this.outOfOrderness = outOfOrderness;
        this.idleAfter = idleAfter;
    }

    /**
     * Takes the time from each record: not null and not before 1970, in milliseconds. Records of a split must be in order
     * unless {@link #outOfOrderness} is given; those that are later are late.
     */
    public static <T> EventTime<T> of(Function1<? super T, Instant> timestamp) {
        return new EventTime<>(
                Objects.requireNonNull(timestamp, "timestamp"), null, Duration.ZERO, Duration.ofMinutes(1));
    }

    /** How much later than records that happened after it a record may come. Default: zero. */
    public EventTime<T> outOfOrderness(Duration atMost) {
        return new EventTime<>(timestamp, watermark, notNegative("outOfOrderness", atMost), idleAfter);
    }

    /**
     * Takes the watermark from records that tell it, instead of from all times: what the function gives says that all
     * records of the split that happened before have come; null says nothing.
     */
    public EventTime<T> watermark(Function1<? super T, @Nullable Instant> told) {
        return new EventTime<>(timestamp, Objects.requireNonNull(told, "told"), outOfOrderness, idleAfter);
    }

    /** How long, in batch time, a split may be without records before it is left out. Default: 1 minute. */
    public EventTime<T> idleAfter(Duration silence) {
        return new EventTime<>(timestamp, watermark, outOfOrderness, notNegative("idleAfter", silence));
    }

    private static Duration notNegative(String option, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(option + " must not be negative, found " + duration);
        }
        return duration;
    }

    /** When a record happened, in milliseconds since the epoch. */
    public long timestampMillis(T record) throws Exception {
        Instant time = Objects.requireNonNull(timestamp.apply(record), "the timestamp of a record is null");
        long millis = time.toEpochMilli();
        if (millis < 0) {
            throw new IllegalArgumentException("a record happened at " + time
                    + ": event time begins in 1970, and a timestamp in another unit than milliseconds looks like this");
        }
        return millis;
    }

    /** The watermark that a record gives its split, in milliseconds since the epoch; 0 if it says nothing. */
    public long watermarkMillis(T record, long timestampMillis) throws Exception {
        if (watermark == null) {
            return Math.max(0, timestampMillis - outOfOrderness.toMillis());
        }
        Instant told = watermark.apply(record);
        return told == null ? 0 : Math.max(0, told.toEpochMilli());
    }

    /** How long a split may be silent, in milliseconds. */
    public long idleAfterMillis() {
        return idleAfter.toMillis();
    }
}

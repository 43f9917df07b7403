package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.ReadLimits;
import io.holdfast.source.SourceReader;

/** How many records of one source the next batch may read, by the limits that the job sets. Used by the driver. */
final class SourcePace {

    private static final double NANOS_PER_SECOND = 1_000_000_000.0;

    /** What a record is taken to have until some were read. */
    private static final long FIRST_RECORD_BYTES = 1_000;

    private final String source;
    private final ReadLimits limits;
    private final SourceReader<?> reader;
    private final TimeSource time;
    private final Control control;

    /** Records that may be read now; saved up for a second at most, so that a pause is not made up for. */
    private double allowance;

    private long lastNanos;
    private long lastLimit;

    SourcePace(String source, ReadLimits limits, SourceReader<?> reader, TimeSource time, Control control) {
        if (limits.bytesPerBatch() > 0 && reader.recordBytes() == SourceReader.UNKNOWN_SIZE) {
            throw new ConfigurationException("source '" + source
                    + "' cannot tell how large its records are, so bytesPerBatch says nothing for it: limit"
                    + " recordsPerSecond instead");
        }
        this.source = source;
        this.limits = limits;
        this.control = control;
        this.reader = reader;
        this.time = time;
        this.lastNanos = time.monotonicNanos();
        this.allowance = limits.recordsPerSecond();
    }

    /** The limit of a batch that begins now. */
    long limit(long recordLimit) {
        lastLimit = Math.min(Math.min(recordLimit, byRate()), byBytes());
        return lastLimit;
    }

    /** What it was the last time. */
    long lastLimit() {
        return lastLimit;
    }

    private long byRate() {
        long perSecond = control.rate(source, limits.recordsPerSecond());
        if (perSecond == 0) {
            return Long.MAX_VALUE;
        }
        long now = time.monotonicNanos();
        allowance = Math.min((double) perSecond, allowance + perSecond * ((now - lastNanos) / NANOS_PER_SECOND));
        lastNanos = now;
        return (long) allowance;
    }

    private long byBytes() {
        if (limits.bytesPerBatch() == 0) {
            return Long.MAX_VALUE;
        }
        long recordBytes = reader.recordBytes();
        return Math.max(1, limits.bytesPerBatch() / (recordBytes == 0 ? FIRST_RECORD_BYTES : recordBytes));
    }

    /** Takes note of what a batch has read. */
    void read(long records) {
        allowance = Math.max(0, allowance - records);
    }
}

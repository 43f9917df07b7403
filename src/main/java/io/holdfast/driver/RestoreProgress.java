package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how far the files of snapshots have been taken out of the checkpoint, if that takes longer than links do. Shards tell how much
 * they expect one after the other, at the beginning. Thread-safe.
 */
final class RestoreProgress {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(RestoreProgress.class);

    private final TimeSource time;
    private final long begunNanos;
    private long saidNanos;
    private long totalBytes;
    private long doneBytes;

    RestoreProgress(TimeSource time) {
        this.time = time;
        begunNanos = time.monotonicNanos();
        saidNanos = begunNanos;
    }

    /** More is to be taken out. */
    synchronized void expect(long bytes) {
        totalBytes += bytes;
    }

    /** Some of it was. */
    synchronized void done(long bytes) {
        doneBytes += bytes;
        long now = time.monotonicNanos();
        if (now - saidNanos >= INTERVAL.toNanos() && doneBytes < totalBytes) {
            saidNanos = now;
            LOG.info("{}", describe(now));
        }
    }

    private String describe(long now) {
        double bytesPerSecond = doneBytes * 1e9 / (now - begunNanos);
        return String.format(
                Locale.ROOT,
                "Restoring state: %,d of %,d MB (%d %%) taken out of the checkpoint, %,.0f MB/s, about %,.0f s to go",
                doneBytes / MEGABYTE,
                totalBytes / MEGABYTE,
                100 * doneBytes / totalBytes,
                bytesPerSecond / MEGABYTE,
                (totalBytes - doneBytes) / Math.max(1, bytesPerSecond));
    }
}

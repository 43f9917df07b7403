package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether the job was asked to stop, and when. Thread-safe. */
final class StopRequest {

    private final AtomicReference<@Nullable Long> sinceNanos = new AtomicReference<>();

    void request(TimeSource time) {
        sinceNanos.compareAndSet(null, time.monotonicNanos());
    }

    boolean isRequested() {
        return sinceNanos.get() != null;
    }

    /** How long ago it was asked for the first time; zero if it was not. */
    Duration age(TimeSource time) {
        Long since = sinceNanos.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(time.monotonicNanos() - since);
    }
}

package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What other threads ask of a job while it runs; the driver looks at it between batches. Nothing of it is in the checkpoint: it holds
 * until the end of this process, also across restarts of the engine. Thread-safe.
 */
final class Control {

    private final Attention attention;
    private final StopRequest stop = new StopRequest();
    private final AtomicBoolean snapshot = new AtomicBoolean();
    private final Map<String, Long> rates = new ConcurrentHashMap<>();
    private volatile boolean paused;

    Control(Attention attention) {
        this.attention = attention;
    }

    /** Wakes the driver. */
    Attention attention() {
        return attention;
    }

    StopRequest stop() {
        return stop;
    }

    void stop(TimeSource time) {
        stop.request(time);
        attention.raise();
    }

    /** True if this changed something. */
    synchronized boolean pause(boolean wanted) {
        boolean changed = paused != wanted;
        paused = wanted;
        attention.raise();
        return changed;
    }

    boolean isPaused() {
        return paused;
    }

    void requestSnapshot() {
        snapshot.set(true);
        attention.raise();
    }

    /** Whether a snapshot was asked for since this was last called. */
    boolean takeSnapshotRequest() {
        return snapshot.getAndSet(false);
    }

    /** Overrules the limit that the job sets; 0 for none. */
    void limitRate(String source, long recordsPerSecond) {
        rates.put(source, recordsPerSecond);
    }

    /** Records a second that a source may be read with; 0 for no limit. */
    long rate(String source, long limitOfJob) {
        return rates.getOrDefault(source, limitOfJob);
    }
}

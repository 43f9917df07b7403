package io.holdfast.testkit;

import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a sink of the job writes to: outlives processes, and stores records and marker at once. */
final class Target {

    /**
     * A record that everybody can see.
     *
     * @param batchTimeMillis the time of the batch that it is of
     * @param step at which it became visible
     * @param value the record
     */
    record Published(long batchTimeMillis, int step, Object value) {}

    private final String sink;
    private final List<Published> published = new ArrayList<>();
    private @Nullable Marker marker;
    private int doors;
    private long stores;

    Target(String sink) {
        this.sink = sink;
    }

    Target copy() {
        Target copy = new Target(sink);
        copy.published.addAll(published);
        copy.marker = marker;
        copy.doors = doors;
        copy.stores = stores;
        return copy;
    }

    /** Lets in a new publisher and shuts out all others. */
    int open() {
        return ++doors;
    }

    @Nullable
    Marker marker() {
        return marker;
    }

    void store(int door, List<Published> records, Marker newMarker) {
        if (door != doors) {
            throw new SinkException("sink '" + sink + "': a newer process has taken over");
        }
        published.addAll(records);
        marker = newMarker;
        stores++;
    }

    /** Goes up with each change. */
    long changes() {
        return stores + doors;
    }

    List<Published> published() {
        return published;
    }

    @Override
    public String toString() {
        return sink + " " + marker + " "
                + published.stream().map(Published::batchTimeMillis).toList();
    }
}

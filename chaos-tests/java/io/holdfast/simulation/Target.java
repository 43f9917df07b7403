package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sink writes to: outlives the simulated processes, stores records and marker at once, and lets in only the
 * publisher that came last.
 */
public final class Target {

    /** A record and where it came from. */
    public record Entry(long batch, Digest manifest, long index, Object value) {}

    /** Sees each store before and after it takes effect; may throw what a target throws. */
    public interface Fault {
        void at(boolean after, long batch);
    }

    public final String name;
    public final List<Entry> entries = new ArrayList<>();

    @Nullable
    public Marker marker;

    public int stores;
    private int doors;
    private Fault fault = (after, batch) -> {};

    public Target(String name) {
        this.name = name;
    }

    /** As it is at this moment. */
    Target copy() {
        Target copy = new Target(name);
        copy.entries.addAll(entries);
        copy.marker = marker;
        copy.stores = stores;
        copy.doors = doors;
        return copy;
    }

    /** Goes up with each change of what outlives a process. */
    long changes() {
        return stores + doors;
    }

    public void onStore(Fault newFault) {
        fault = newFault;
    }

    public int open() {
        return ++doors;
    }

    public void store(int door, List<Entry> batch, Marker newMarker) {
        fault.at(false, newMarker.batch());
        if (door != doors) {
            throw new SinkException("target " + name + ": another publisher has been opened");
        }
        checkOrder(batch);
        entries.addAll(batch);
        marker = newMarker;
        stores++;
        fault.at(true, newMarker.batch());
    }

    private void checkOrder(List<Entry> batch) {
        Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        for (Entry entry : batch) {
            boolean sameBatch = last != null && last.batch == entry.batch;
            assertThat(entry.index)
                    .as("%s after %s", entry, last)
                    .isEqualTo(sameBatch && last != null ? last.index + 1 : 0);
            assertThat(entry.batch).isGreaterThanOrEqualTo(last == null ? 0 : last.batch);
            last = entry;
        }
    }

    /** What came of one batch. */
    List<Object> values(long batch) {
        return entries.stream()
                .filter(entry -> entry.batch == batch)
                .map(Entry::value)
                .toList();
    }

    public List<Object> values() {
        return entries.stream().map(Entry::value).toList();
    }
}

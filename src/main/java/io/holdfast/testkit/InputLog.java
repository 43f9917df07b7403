package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All records that a test gives to one source, and from which step on each is there. Nothing is ever taken away. */
final class InputLog {

    private final String source;
    private final List<Object> records = new ArrayList<>();
    private final TreeMap<Integer, Integer> ends = new TreeMap<>();

    InputLog(String source) {
        this.source = source;
    }

    /** Records that the source has from this step on; steps come in order. */
    void add(int step, List<?> batch) {
        for (Object record : batch) {
            records.add(Objects.requireNonNull(record, () -> "a record for source '" + source + "' is null"));
        }
        ends.put(step, records.size());
    }

    /** The offset after the last record that is there at this step. */
    int end(int step) {
        Map.Entry<Integer, Integer> last = ends.floorEntry(step);
        return last == null ? 0 : last.getValue();
    }

    Object record(long offset) {
        return records.get(Math.toIntExact(offset));
    }
}

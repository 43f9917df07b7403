package io.holdfast.simulation;

import io.holdfast.format.OffsetRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was produced, by split and offset: lives outside of the simulated processes, and is only ever appended to. */
public final class InputLedger {

    /** Sees each record before it is read; may throw what a source throws. */
    public interface Reading {
        void at(String split, long offset) throws Exception;
    }

    private final Map<String, List<Object>> splits = new LinkedHashMap<>();
    private int recordsPerPlan;
    private Reading reading = (split, offset) -> {};

    /** A plan takes so many records of each split, so that the batches are the same in each run if they take no time. */
    public InputLedger(int recordsPerPlan) {
        this.recordsPerPlan = recordsPerPlan;
    }

    public InputLedger add(String split, Object... records) {
        splits.computeIfAbsent(split, name -> new ArrayList<>()).addAll(List.of(records));
        return this;
    }

    public void onRead(Reading newReading) {
        reading = newReading;
    }

    public void aboutToRead(String split, long offset) throws Exception {
        reading.at(split, offset);
    }

    public Map<String, List<Object>> splits() {
        return splits;
    }

    public Object record(String split, long offset) {
        return records(split).get((int) offset);
    }

    public List<Object> records(String split) {
        return splits.getOrDefault(split, List.of());
    }

    public List<Object> records(OffsetRange range) {
        return records(range.split()).subList((int) range.from(), (int) range.until());
    }

    /** All of some ranges in the order in which a batch works on them: part by part, each with a record of each range. */
    List<Object> recordsInParts(List<OffsetRange> ranges) {
        List<Object> records = new ArrayList<>();
        for (int part = 0; part < recordsPerPlan; part++) {
            for (OffsetRange range : ranges) {
                if (range.from() + part < range.until()) {
                    records.add(record(range.split(), range.from() + part));
                }
            }
        }
        return records;
    }

    /** How many batches it takes to read all of it. */
    int batches() {
        int longest = splits.values().stream().mapToInt(List::size).max().orElse(0);
        return (longest + recordsPerPlan - 1) / recordsPerPlan;
    }

    public int recordsPerPlan() {
        return recordsPerPlan;
    }

    /** A batch is read in parts, as many as it has records, so that it can be cut anywhere. */
    int recordsPerRead() {
        return 1;
    }

    public void recordsPerPlan(int records) {
        recordsPerPlan = records;
    }
}

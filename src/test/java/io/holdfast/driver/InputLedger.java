package io.holdfast.driver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was produced, by split and offset: lives outside of the simulated processes, and is only ever appended to. */
final class InputLedger {

    /** Sees each record before it is read; may throw what a source throws. */
    interface Reading {
        void at(String split, long offset) throws Exception;
    }

    private final Map<String, List<Object>> splits = new LinkedHashMap<>();
    private int recordsPerPlan;
    private Reading reading = (split, offset) -> {};

    /** A plan takes so many records of each split, so that the batches are the same in each run. */
    InputLedger(int recordsPerPlan) {
        this.recordsPerPlan = recordsPerPlan;
    }

    InputLedger add(String split, Object... records) {
        splits.computeIfAbsent(split, name -> new ArrayList<>()).addAll(List.of(records));
        return this;
    }

    void onRead(Reading newReading) {
        reading = newReading;
    }

    void aboutToRead(String split, long offset) throws Exception {
        reading.at(split, offset);
    }

    Map<String, List<Object>> splits() {
        return splits;
    }

    Object record(String split, long offset) {
        return records(split).get((int) offset);
    }

    List<Object> records(String split) {
        return splits.getOrDefault(split, List.of());
    }

    int recordsPerPlan() {
        return recordsPerPlan;
    }

    void recordsPerPlan(int records) {
        recordsPerPlan = records;
    }
}

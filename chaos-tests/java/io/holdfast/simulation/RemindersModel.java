package io.holdfast.simulation;

import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import io.holdfast.simulation.EventTimesModel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The latest reading of each meter, until its timer wakes it or it times out. */
final class RemindersModel implements EventTimesModel.Operator {

    private record Latest(long time, long touchedMillis) {}

    private final Map<String, Latest> meters = new TreeMap<>();

    @Override
    public List<Told> told(Step step) {
        List<Told> told = new ArrayList<>();
        for (Reading reading : step.readings()) {
            Latest known = meters.get(reading.meter());
            long latest = Math.max(known == null ? 0 : known.time, reading.time());
            meters.put(reading.meter(), new Latest(latest, step.batchMillis()));
        }
        meters.entrySet().removeIf(entry -> {
            Latest latest = entry.getValue();
            boolean wakes = latest.time + EventTimes.WAKE_AFTER <= step.after();
            boolean timesOut = latest.touchedMillis + EventTimes.TIMEOUT.toMillis() <= step.batchMillis();
            if (wakes) {
                told.add(new Told("reminders", entry.getKey(), latest.time, step.before(), List.of()));
            } else if (timesOut) {
                told.add(new Told("reminders out", entry.getKey(), latest.time, 0, List.of()));
            }
            return wakes || timesOut;
        });
        return told;
    }
}

package io.holdfast.simulation;

import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import io.holdfast.simulation.EventTimesModel.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The first reading of each meter in each split, until it is forgotten. */
final class FirstsModel implements EventTimesModel.Operator {

    private final Map<String, Long> knownUntil = new HashMap<>();

    @Override
    public List<Told> told(Step step) {
        List<Told> told = new ArrayList<>();
        for (Reading reading : step.readings()) {
            long until = reading.time() + EventTimes.REMEMBERED;
            if (until <= step.before()) {
                told.add(EventTimes.about("first late", reading));
            } else if (knownUntil.putIfAbsent(reading.meter() + " " + reading.split(), until) == null) {
                told.add(EventTimes.about("first", reading));
            }
        }
        knownUntil.values().removeIf(until -> until <= step.after());
        return told;
    }
}

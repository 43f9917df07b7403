package io.holdfast.simulation;

import io.holdfast.model.EventWindow;
import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import io.holdfast.simulation.EventTimesModel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tumbling and sliding windows: all readings that were not late, and which windows each of them is in. */
final class EventWindowModel implements EventTimesModel.Operator {

    private final String name;
    private final EventWindow window;
    private final List<Reading> all = new ArrayList<>();

    EventWindowModel(String name, EventWindow window) {
        this.name = name;
        this.window = window;
    }

    @Override
    public List<Told> told(Step step) {
        List<Told> told = new ArrayList<>();
        Map<String, Set<Long>> fires = new TreeMap<>();
        for (Reading reading : step.readings()) {
            List<Long> open = ends(reading).stream()
                    .filter(end -> end + window.latenessMillis() > step.before())
                    .toList();
            if (open.isEmpty()) {
                told.add(EventTimes.about(name + " late", reading));
            } else {
                all.add(reading);
                open.stream().filter(end -> end <= step.before()).forEach(end -> fires(fires, reading, end));
            }
        }
        all.forEach(reading -> ends(reading).stream()
                .filter(end -> step.before() < end && end <= step.after())
                .forEach(end -> fires(fires, reading, end)));
        fires.forEach((meter, ends) -> ends.forEach(end -> told.add(fired(meter, end))));
        return told;
    }

    private static void fires(Map<String, Set<Long>> fires, Reading reading, long end) {
        fires.computeIfAbsent(reading.meter(), meter -> new TreeSet<>()).add(end);
    }

    private Told fired(String meter, long end) {
        List<Reading> inWindow = all.stream()
                .filter(reading ->
                        reading.meter().equals(meter) && ends(reading).contains(end))
                .toList();
        return new Told(name, meter, end - window.lengthMillis(), end, EventTimes.numbers(inWindow));
    }

    private List<Long> ends(Reading reading) {
        List<Long> ends = new ArrayList<>();
        for (long end = reading.time() + 1; end <= reading.time() + window.lengthMillis(); end++) {
            if (end % window.slideMillis() == 0) {
                ends.add(end);
            }
        }
        return ends;
    }
}

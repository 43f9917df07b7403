package io.holdfast.simulation;

import io.holdfast.model.EventWindow;
import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import io.holdfast.simulation.EventTimesModel.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sessions: all readings that are still in one, and the chains of those that are no further than the gap apart. */
final class SessionModel implements EventTimesModel.Operator {

    private final String name;
    private final long gap;
    private final long lateness;
    private final List<Reading> live = new ArrayList<>();

    SessionModel(String name, EventWindow window) {
        this.name = name;
        this.gap = window.lengthMillis();
        this.lateness = window.latenessMillis();
    }

    @Override
    public List<Told> told(Step step) {
        List<Told> told = new ArrayList<>();
        Set<Reading> came = new HashSet<>();
        for (Reading reading : step.readings()) {
            live.add(reading);
            if (end(session(reading)) + lateness <= step.before()) {
                live.remove(reading);
                told.add(EventTimes.about(name + " late", reading));
            } else {
                came.add(reading);
            }
        }
        Set<Set<Reading>> sessions = new HashSet<>();
        live.forEach(reading -> sessions.add(session(reading)));
        for (Set<Reading> session : sessions) {
            boolean isDue = end(session) <= step.after();
            if (isDue && (end(session) > step.before() || session.stream().anyMatch(came::contains))) {
                told.add(fired(session));
            }
            if (end(session) + lateness <= step.after()) {
                live.removeAll(session);
            }
        }
        return told;
    }

    private Told fired(Set<Reading> session) {
        long start = session.stream().mapToLong(Reading::time).min().orElseThrow();
        String meter = session.iterator().next().meter();
        return new Told(name, meter, start, end(session), EventTimes.numbers(List.copyOf(session)));
    }

    private long end(Set<Reading> session) {
        return session.stream().mapToLong(Reading::time).max().orElseThrow() + gap;
    }

    private Set<Reading> session(Reading from) {
        Set<Reading> session = new HashSet<>(Set.of(from));
        boolean grows = true;
        while (grows) {
            grows = session.addAll(
                    live.stream().filter(reading -> touches(session, reading)).toList());
        }
        return session;
    }

    private boolean touches(Set<Reading> session, Reading reading) {
        return session.stream()
                .anyMatch(known ->
                        known.meter().equals(reading.meter()) && Math.abs(known.time() - reading.time()) <= gap);
    }
}

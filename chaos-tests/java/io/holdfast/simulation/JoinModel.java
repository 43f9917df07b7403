package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import io.holdfast.simulation.EventTimesModel.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The join of readings with even numbers and those with odd ones: every pair of those that were not late. */
final class JoinModel implements EventTimesModel.Operator {

    private final long apart;
    private final List<Reading> all = new ArrayList<>();
    private final Set<Reading> matched = new HashSet<>();

    JoinModel(long apart) {
        this.apart = apart;
    }

    @Override
    public List<Told> told(Step step) {
        List<Told> told = new ArrayList<>();
        for (Reading reading : step.readings()) {
            if (reading.time() < step.before()) {
                told.add(EventTimes.about("joined late", reading));
            } else {
                all.forEach(other -> {
                    if (matches(reading, other)) {
                        boolean isLeft = reading.number() % 2 == 0;
                        told.add(EventTimes.both(isLeft ? reading : other, isLeft ? other : reading));
                        matched.addAll(Set.of(reading, other));
                    }
                });
                all.add(reading);
            }
        }
        return told;
    }

    private boolean matches(Reading one, Reading other) {
        return (one.number() + other.number()) % 2 == 1
                && one.meter().equals(other.meter())
                && Math.abs(one.time() - other.time()) <= apart;
    }

    /** When the watermark is beyond all of them, those are told to be alone that matched nothing, once. */
    void checkAlone(List<Told> told) {
        List<Told> expected = new ArrayList<>();
        for (Reading reading : all) {
            if (!matched.contains(reading) && reading.time() < EventTimes.END) {
                boolean isLeft = reading.number() % 2 == 0;
                expected.add(EventTimes.both(isLeft ? reading : null, isLeft ? null : reading));
            }
        }
        assertThat(told.stream().filter(each -> each.operator().equals("joined alone")))
                .as("alone")
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}

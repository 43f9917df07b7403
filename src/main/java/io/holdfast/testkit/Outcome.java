package io.holdfast.testkit;

import io.holdfast.testkit.Target.Published;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that was published in a world, by the time of the batch that it is of, and by sink. */
final class Outcome {

    private final TreeMap<Long, Map<String, List<Object>>> records = new TreeMap<>();

    private Outcome() {}

    /** What the sinks of these names have published. */
    static Outcome of(World world, List<String> sinks) {
        Outcome outcome = new Outcome();
        for (String sink : sinks) {
            long newest = Long.MIN_VALUE;
            for (Published record : world.target(sink).published()) {
                // A batch that comes after a later one is found there, where it does not belong.
                newest = Math.max(newest, record.batchTimeMillis());
                outcome.records
                        .computeIfAbsent(newest, time -> new LinkedHashMap<>())
                        .computeIfAbsent(sink, name -> new ArrayList<>())
                        .add(record.value());
            }
        }
        return outcome;
    }

    /** The first difference of another outcome from this one. */
    Optional<Difference> difference(Outcome other, List<String> sinks, Sameness sameness) {
        TreeSet<Long> times = new TreeSet<>(records.keySet());
        times.addAll(other.records.keySet());
        for (long time : times) {
            for (String sink : sinks) {
                List<Object> expected = at(time, sink);
                List<Object> found = other.at(time, sink);
                if (!sameness.of(expected, found)) {
                    return Optional.of(new Difference.OfOutput(sink, time, expected, found));
                }
            }
        }
        return Optional.empty();
    }

    private List<Object> at(long time, String sink) {
        return records.getOrDefault(time, Map.of()).getOrDefault(sink, List.of());
    }

    /** How many records there are. */
    long size() {
        return records.values().stream()
                .flatMap(sinks -> sinks.values().stream())
                .mapToLong(List::size)
                .sum();
    }
}

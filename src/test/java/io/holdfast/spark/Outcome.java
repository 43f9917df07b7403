package io.holdfast.spark;

import io.holdfast.model.Pair;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What came out of a program on one engine: per batch that ran and output, the records in order of {@link Values#ORDER}. */
final class Outcome {

    private final Set<Long> ran = new HashSet<>();
    private final Map<Pair<Long, Integer>, List<Object>> records = new HashMap<>();

    void ran(long batch) {
        ran.add(batch);
    }

    boolean hasRun(long batch) {
        return ran.contains(batch);
    }

    /** The batches that ran. */
    Set<Long> batches() {
        return ran;
    }

    void put(long batch, int output, List<?> emitted) {
        records.put(Pair.of(batch, output), Values.sorted(emitted));
    }

    List<Object> get(long batch, int output) {
        return records.getOrDefault(Pair.of(batch, output), List.of());
    }
}

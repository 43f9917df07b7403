package io.holdfast.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happens to a job from outside, in steps of at most one batch. While it is put together: in parts, with pauses in between. */
final class Script {

    /**
     * A step.
     *
     * @param pause how long nothing happens before it, besides the batch interval
     * @param input the records that come with it, by source
     */
    record Step(Duration pause, Map<String, List<?>> input) {}

    /** Steps without a pause in between. */
    private static final class Part {
        private final Duration pause;
        private final TreeMap<String, List<List<?>>> columns = new TreeMap<>();
        private int atLeast;

        Part(Duration pause, int atLeast) {
            this.pause = pause;
            this.atLeast = atLeast;
        }

        int length() {
            return Math.max(
                    atLeast,
                    columns.values().stream().mapToInt(List::size).max().orElse(0));
        }

        Step step(int index) {
            TreeMap<String, List<?>> input = new TreeMap<>();
            columns.forEach((source, batches) -> {
                if (index < batches.size()) {
                    input.put(source, batches.get(index));
                }
            });
            return new Step(index == 0 ? pause : Duration.ZERO, input);
        }
    }

    private final List<Part> parts = new ArrayList<>(List.of(new Part(Duration.ZERO, 0)));

    void input(String source, List<? extends List<?>> batches) {
        last().columns.computeIfAbsent(source, name -> new ArrayList<>()).addAll(batches);
    }

    void batches(int atLeast) {
        last().atLeast = Math.max(last().atLeast, atLeast);
    }

    /** After a pause at least one batch may be due. */
    void pause(Duration pause) {
        parts.add(new Part(pause, 1));
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    /** The sources that get records here. */
    List<String> sources() {
        return parts.stream()
                .flatMap(part -> part.columns.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Part part : parts) {
            for (int index = 0; index < part.length(); index++) {
                steps.add(part.step(index));
            }
        }
        return steps;
    }
}

package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of computing a recorded batch again.
 *
 * @param batch which
 * @param findings one for each operator with state and each sink, in the order of the graph
 */
public record Reproduction(long batch, List<Finding> findings) {

    public Reproduction {
        findings = List.copyOf(findings);
    }

    /** How what was computed relates to the record. */
    public enum Outcome {
        /** It is the same. */
        SAME,
        /** It is the same in another order, which the engine does not promise there. */
        OTHER_ORDER,
        /** Two runs over the same input differ. */
        NOT_DETERMINISTIC,
        /** Two runs agree with each other, but not with the record. */
        OTHER_RESULT
    }

    /**
     * What was found of an operator's state, or of a sink's output.
     *
     * @param subject such as {@code mapWithState 'sessions'} or {@code sink 'totals'}
     * @param items how many keys, or records, the record has
     * @param place the first key or record that differs; null if none does
     * @param recorded what the record has there; null for nothing
     * @param computed what was computed; null for nothing
     */
    public record Finding(
            String subject,
            Outcome outcome,
            long items,
            @Nullable String place,
            @Nullable String recorded,
            @Nullable String computed) {}

    /** Whether the record was reproduced. */
    public boolean isSame() {
        return findings.stream()
                .allMatch(finding -> finding.outcome() == Outcome.SAME || finding.outcome() == Outcome.OTHER_ORDER);
    }

    static Reproduction of(
            Manifest recorded, CheckpointReader record, CheckpointReader first, CheckpointReader second) {
        long batch = recorded.batch();
        Lineage lineage = new Lineage(recorded);
        List<Finding> findings = new ArrayList<>();
        try (BatchFileReader truth = record.open(batch);
                BatchFileReader one = first.open(batch);
                BatchFileReader other = second.open(batch)) {
            Stream.concat(recorded.states().keySet().stream(), recorded.sinks().keySet().stream())
                    .sorted(Comparator.comparing(lineage::order))
                    .forEach(name -> {
                        boolean sink = recorded.sinks().containsKey(name);
                        findings.add(finding(
                                sink ? "sink '" + name + "'" : lineage.describe(name),
                                batch,
                                lineage.isInAnyOrder(name),
                                content(truth, name, sink),
                                content(one, name, sink),
                                content(other, name, sink)));
                    });
        }
        return new Reproduction(batch, findings);
    }

    private static Content content(BatchFileReader file, String name, boolean sink) {
        return sink ? Content.Output.of(file, name) : Content.State.of(file, name);
    }

    private static Finding finding(
            String subject, long batch, boolean anyOrder, Content truth, Content one, Content other) {
        Optional<Difference> between = one.difference(batch, other);
        if (between.isPresent() && !(anyOrder && one.sameButForOrder(other))) {
            Difference shown = truth.difference(batch, one)
                    .or(() -> truth.difference(batch, other))
                    .orElseThrow();
            return finding(subject, Outcome.NOT_DETERMINISTIC, truth, shown);
        }
        Optional<Difference> toRecord = truth.difference(batch, one);
        if (toRecord.isEmpty()) {
            return new Finding(subject, Outcome.SAME, truth.items(), null, null, null);
        }
        boolean reordered = anyOrder && truth.sameButForOrder(one);
        return finding(subject, reordered ? Outcome.OTHER_ORDER : Outcome.OTHER_RESULT, truth, toRecord.get());
    }

    private static Finding finding(String subject, Outcome outcome, Content truth, Difference shown) {
        return new Finding(subject, outcome, truth.items(), shown.place(), shown.expected(), shown.found());
    }
}

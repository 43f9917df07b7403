package io.holdfast.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a drill found out. Immutable; written as {@code report.json} and shown by {@link HtmlReport}.
 *
 * @param job the class whose {@code main} was drilled
 * @param options the options of the drill as given or defaulted, by name, for people
 * @param seed what the random moments were drawn from
 * @param started when the first process was launched, by the wall clock
 * @param duration how long the job was run under faults; comparing comes after it
 * @param interrupted whether somebody ended the drill before its time
 * @param batches every batch that ran, in order
 * @param faults every fault, in order
 * @param checks every verification of the checkpoint, in order
 * @param comparisons what was compared, in the order of {@link Comparison.Kind}
 * @param verdict the heaviest of all verdicts
 * @param reasons why it is not {@link Verdict#PASSED}, the weightiest first; each a sentence
 */
public record DrillResult(
        String job,
        SortedMap<String, String> options,
        long seed,
        Instant started,
        Duration duration,
        boolean interrupted,
        List<BatchPoint> batches,
        List<FaultPoint> faults,
        List<CheckpointCheck> checks,
        List<Comparison> comparisons,
        Verdict verdict,
        List<String> reasons) {

    public DrillResult {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        batches = List.copyOf(batches);
        faults = List.copyOf(faults);
        checks = List.copyOf(checks);
        comparisons = List.copyOf(comparisons);
        reasons = List.copyOf(reasons);
    }
}

package io.holdfast.driver;

import io.holdfast.execution.BatchInput;
import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.BatchStart;
import io.holdfast.model.JobListener.Input;
import io.holdfast.model.JobListener.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What listeners hear of a batch. */
final class BatchEvents {

    private BatchEvents() {}

    /** Of a batch that begins, this long after it was due. */
    static BatchStart start(BatchInput input, long begunNanos, long delayNanos) {
        Map<String, List<Range>> ranges = new TreeMap<>();
        for (BatchInput.Range range : input.ranges()) {
            if (!range.range().isEmpty()) {
                ranges.computeIfAbsent(range.source(), source -> new ArrayList<>())
                        .add(range(range.range().offsets()));
            }
        }
        return new BatchStart(
                input.batch(),
                Instant.ofEpochMilli(input.timeMillis()),
                Collections.unmodifiableMap(ranges),
                Instant.ofEpochSecond(0, begunNanos),
                Duration.ofNanos(delayNanos));
    }

    private static Range range(OffsetRange range) {
        return new Range(range.split(), range.from(), range.until());
    }

    /** Of a batch that is committed. */
    static BatchReport committed(
            Manifest manifest,
            BatchStart start,
            long cacheBytes,
            Duration run,
            Duration commit,
            BatchMeasures measures) {
        Map<String, Input> inputs = inputs(manifest);
        return new BatchReport(
                manifest.batch(),
                start.time(),
                inputs,
                manifest.counts(),
                inputs.values().stream().mapToLong(Input::records).sum(),
                keys(manifest),
                manifest.chunks().stream()
                        .mapToLong(Manifest.Chunk::storedLength)
                        .sum(),
                cacheBytes,
                start.begun(),
                start.schedulingDelay(),
                run,
                commit,
                measures.details(manifest));
    }

    private static Map<String, Input> inputs(Manifest manifest) {
        Map<String, Input> inputs = new TreeMap<>();
        manifest.sources().forEach((source, progress) -> {
            if (!progress.read().isEmpty()) {
                long records = manifest.counts().getOrDefault("source." + source + ".records", 0L);
                inputs.put(
                        source,
                        new Input(
                                records,
                                progress.read().stream().map(BatchEvents::range).toList()));
            }
        });
        return Collections.unmodifiableMap(inputs);
    }

    /** How many keys have state. */
    static long keys(Manifest manifest) {
        return manifest.states().values().stream()
                .flatMap(state -> state.keys().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}

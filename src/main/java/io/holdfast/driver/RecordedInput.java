package io.holdfast.driver;

import io.holdfast.codec.Types;
import io.holdfast.execution.BatchInput;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.source.SplitRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** What recorded batches read, as the engine was asked to read it: {@link SourceSet} backwards. */
final class RecordedInput {

    private static final SourceProgress NOTHING = new SourceProgress("", List.of(), List.of(), List.of());

    private final int tasks;

    RecordedInput(int tasks) {
        this.tasks = tasks;
    }

    /** The input of a batch, of which the one before is known. */
    BatchInput of(Manifest before, Manifest recorded, Plan plan, Types types) {
        List<BatchInput.Range> ranges = new ArrayList<>();
        for (Node.SourceNode node : plan.sources()) {
            SourceProgress after = progress(recorded, node.name());
            SplitOrder order = new SplitOrder(progress(before, node.name()).positions()).add(after.positions());
            Map<String, SplitPosition> ends = bySplit(after);
            for (OffsetRange read : after.read()) {
                SplitRange range = new SplitRange(from(read, ends), read.until());
                ranges.add(new BatchInput.Range(node.name(), range, order.place(read.split()) % tasks));
            }
        }
        List<String> initialize = plan.stateful().stream()
                .map(Node.WideNode::name)
                .filter(name -> !before.states().containsKey(name))
                .toList();
        return new BatchInput(
                recorded.batch(),
                recorded.batchTimeMillis(),
                Engine.previousTimeMillis(before, recorded.batchTimeMillis()),
                EventClock.of(
                        before,
                        plan.eventTime(),
                        recorded.batchTimeMillis(),
                        source -> splits(progress(before, source), progress(recorded, source))),
                new SharedTotals(plan.shared(), types, recorded).broadcasts(),
                ranges,
                initialize);
    }

    private static Collection<String> splits(SourceProgress before, SourceProgress after) {
        return Stream.concat(before.positions().stream(), after.positions().stream())
                .map(SplitPosition::split)
                .distinct()
                .toList();
    }

    /** Where each source must start for all batches to be read, per source; splits in the order of discovery. */
    Map<String, List<SplitPosition>> starts(Manifest base, long last, LongFunction<Manifest> batches) {
        Map<String, Map<String, SplitPosition>> starts = new LinkedHashMap<>();
        base.sources().forEach((name, source) -> source.positions()
                .forEach(position -> starts.computeIfAbsent(name, key -> new LinkedHashMap<>())
                        .put(position.split(), position)));
        for (long batch = base.batch() + 1; batch <= last; batch++) {
            batches.apply(batch).sources().forEach((name, source) -> {
                Map<String, SplitPosition> known = starts.computeIfAbsent(name, key -> new LinkedHashMap<>());
                Map<String, SplitPosition> ends = bySplit(source);
                source.read().forEach(read -> known.putIfAbsent(read.split(), from(read, ends)));
                source.positions().forEach(position -> known.putIfAbsent(position.split(), position));
            });
        }
        Map<String, List<SplitPosition>> result = new LinkedHashMap<>();
        starts.forEach((name, splits) -> result.put(name, List.copyOf(splits.values())));
        return result;
    }

    private static SourceProgress progress(Manifest manifest, String source) {
        return manifest.sources().getOrDefault(source, NOTHING);
    }

    private static Map<String, SplitPosition> bySplit(SourceProgress source) {
        Map<String, SplitPosition> positions = new HashMap<>();
        source.positions().forEach(position -> positions.put(position.split(), position));
        return positions;
    }

    /** Where a range began, with what else the manifest knows of the split: that does not change while it is read. */
    private static SplitPosition from(OffsetRange read, Map<String, SplitPosition> ends) {
        SplitPosition end = ends.get(read.split());
        return end == null
                ? SplitPosition.of(read.split(), read.from(), Map.of())
                : new SplitPosition(read.split(), read.from(), end.attributes());
    }
}

package io.holdfast.driver;

import io.holdfast.execution.Watermarks;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.format.SplitWatermark;
import io.holdfast.plan.EventTimePlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Event time between manifests and batches: what a manifest says of it is what the next batch begins with. */
final class EventClock {

    private EventClock() {}

    /**
     * The watermarks that a batch begins with.
     *
     * @param before the manifest of the batch before
     * @param timeMillis the batch time: splits that are new are taken to be active then
     * @param splits per source, the names of the splits that are known, those that the batch finds included
     */
    static Watermarks of(
            Manifest before, EventTimePlan plan, long timeMillis, Function<String, Collection<String>> splits) {
        if (plan.isEmpty()) {
            return Watermarks.NONE;
        }
        SortedMap<String, List<SplitWatermark>> sources = new TreeMap<>();
        plan.sources().keySet().forEach(source -> {
            Map<String, SplitWatermark> known = known(before.sources().get(source));
            sources.put(
                    source,
                    splits.apply(source).stream()
                            .map(split -> known.getOrDefault(split, new SplitWatermark(split, 0, timeMillis)))
                            .toList());
        });
        SortedMap<String, Long> operators = new TreeMap<>();
        plan.operators().keySet().forEach(operator -> {
            StateProgress state = before.states().get(operator);
            Long watermark = state == null ? null : state.watermarkMillis();
            operators.put(operator, watermark == null ? 0L : watermark);
        });
        return new Watermarks(sources, operators);
    }

    private static Map<String, SplitWatermark> known(@Nullable SourceProgress source) {
        Map<String, SplitWatermark> known = new HashMap<>();
        List<SplitWatermark> watermarks = source == null ? null : source.watermarks();
        if (watermarks != null) {
            watermarks.forEach(split -> known.put(split.split(), split));
        }
        return known;
    }
}

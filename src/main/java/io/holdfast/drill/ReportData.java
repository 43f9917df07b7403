package io.holdfast.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the charts of a report draw, as JSON that cannot end the script element that holds it. */
final class ReportData {

    /** More points than pixels show nothing more. */
    private static final int POINTS_MAX = 4_000;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ReportData() {}

    /** A batch; seconds since the start of the drill. */
    private record Batch(double at, long records, @Nullable Double run, @Nullable Double commit, long epoch) {}

    /** A fault. */
    private record Mark(double at, String kind, boolean tookEffect, @Nullable Long recovery) {}

    private record Data(List<Batch> batches, List<Mark> faults) {}

    /** Of so many batches one is shown. */
    static int step(DrillResult result) {
        return Math.max(1, (result.batches().size() + POINTS_MAX - 1) / POINTS_MAX);
    }

    static boolean isThinned(DrillResult result) {
        return step(result) > 1;
    }

    static String of(DrillResult result) {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < result.batches().size(); i += step(result)) {
            BatchPoint batch = result.batches().get(i);
            batches.add(new Batch(
                    Duration.between(result.started(), batch.written()).toMillis() / 1000.0,
                    batch.records(),
                    batch.runMillis(),
                    batch.commitMillis(),
                    batch.epoch()));
        }
        List<Mark> marks = result.faults().stream()
                .map(fault -> new Mark(
                        fault.sinceStartMillis() / 1000.0,
                        fault.kind().text(),
                        fault.tookEffect(),
                        fault.recoveryMillis()))
                .toList();
        try {
            return MAPPER.writeValueAsString(new Data(batches, marks)).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Holdfast bug: cannot write the data of a report", e);
        }
    }
}

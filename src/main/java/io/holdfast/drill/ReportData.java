package io.holdfast.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the charts of a report draw, as JSON that cannot end the script element that holds it. */
final class ReportData {

    /** More points than pixels show nothing more. */
    private static final int POINTS_MAX = 4_000;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

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

    /** The slowest of each step: what stands out is what must not be left out. */
    private static List<BatchPoint> shown(DrillResult result) {
        int step = step(result);
        List<BatchPoint> all = result.batches();
        List<BatchPoint> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            shown.add(Collections.max(
                    all.subList(i, Math.min(i + step, all.size())), Comparator.comparingDouble(ReportData::millis)));
        }
        return shown;
    }

    private static double millis(BatchPoint batch) {
        return (batch.runMillis() == null ? 0 : batch.runMillis())
                + (batch.commitMillis() == null ? 0 : batch.commitMillis());
    }

    static String of(DrillResult result) {
        List<Batch> batches = shown(result).stream()
                .map(batch -> new Batch(
                        Duration.between(result.started(), batch.written()).toMillis() / 1000.0,
                        batch.records(),
                        batch.runMillis(),
                        batch.commitMillis(),
                        batch.epoch()))
                .toList();
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

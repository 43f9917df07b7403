package io.holdfast.drill;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one process committed, for the table that says what the timeline draws. */
record EpochSummary(
        long epoch,
        int batches,
        long first,
        long last,
        long records,
        @Nullable Long slowestRunMillis,
        @Nullable Long slowestCommitMillis) {

    static List<EpochSummary> of(List<BatchPoint> batches) {
        Collection<List<BatchPoint>> epochs = batches.stream()
                .collect(Collectors.groupingBy(BatchPoint::epoch, TreeMap::new, Collectors.toList()))
                .values();
        return epochs.stream().map(EpochSummary::summary).toList();
    }

    private static EpochSummary summary(List<BatchPoint> batches) {
        return new EpochSummary(
                batches.get(0).epoch(),
                batches.size(),
                batches.get(0).batch(),
                batches.get(batches.size() - 1).batch(),
                batches.stream().mapToLong(BatchPoint::records).sum(),
                slowest(batches, BatchPoint::runMillis),
                slowest(batches, BatchPoint::commitMillis));
    }

    private static @Nullable Long slowest(List<BatchPoint> batches, Function<BatchPoint, @Nullable Double> time) {
        return batches.stream()
                .map(time)
                .filter(Objects::nonNull)
                .max(Double::compare)
                .map(Math::round)
                .orElse(null);
    }

    List<@Nullable Object> row() {
        return ReportBody.row(epoch, batches, first, last, records, slowestRunMillis, slowestCommitMillis);
    }
}

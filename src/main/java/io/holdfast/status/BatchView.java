package io.holdfast.status;

import io.holdfast.format.Manifest;
import io.holdfast.monitor.BatchHistory;
import io.holdfast.monitor.BatchRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /api/v1/batches/ID} says of a retained batch.
 *
 * @param row what was measured while it ran; null if that was in another process, or long ago
 * @param graph what passed each operator
 * @param sharedNames the accumulators and broadcast values that its manifest holds; their values are not shown
 * @param manifest what its file says
 */
record BatchView(@Nullable BatchRow row, GraphView graph, List<String> sharedNames, Manifest manifest) {

    static BatchView of(Manifest manifest, BatchHistory history) {
        return new BatchView(
                history.newest(BatchHistory.CAPACITY).stream()
                        .filter(row -> row.batch() == manifest.batch())
                        .findFirst()
                        .orElse(null),
                GraphView.of(manifest),
                manifest.shared() == null
                        ? List.of()
                        : List.copyOf(manifest.shared().keySet()),
                manifest.withShared(null));
    }
}

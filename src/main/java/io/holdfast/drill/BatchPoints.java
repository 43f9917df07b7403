package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The batches of a drill, from their files, with what the processes said of them. */
final class BatchPoints {

    private static final double NANOS_PER_MILLI = 1e6;

    private final CheckpointReader archive;
    private final Map<Long, Event> reports = new HashMap<>();

    BatchPoints(CheckpointReader archive, List<Child> children) {
        this.archive = archive;
        children.stream()
                .flatMap(child -> child.events().stream())
                .map(Child.Timed::event)
                .filter(event -> event.kind() == Event.Kind.COMMITTED)
                .forEach(event -> reports.put(event.number(0), event));
    }

    List<BatchPoint> all() {
        List<BatchPoint> points = new ArrayList<>();
        for (long batch : archive.batches()) {
            Manifest manifest = archive.read(batch).manifest();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                points.add(point(manifest));
            }
        }
        return points;
    }

    private BatchPoint point(Manifest manifest) {
        long records = manifest.counts().entrySet().stream()
                .filter(count -> count.getKey().startsWith("source."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new BatchPoint(
                manifest.batch(),
                Instant.ofEpochMilli(manifest.writtenMillis()),
                Instant.ofEpochMilli(manifest.batchTimeMillis()),
                manifest.epoch(),
                records,
                manifest.chunks().stream()
                        .mapToLong(Manifest.Chunk::storedLength)
                        .sum(),
                millis(manifest.batch(), 1),
                millis(manifest.batch(), 2));
    }

    private @Nullable Double millis(long batch, int field) {
        Event report = reports.get(batch);
        return report == null ? null : report.number(field) / NANOS_PER_MILLI;
    }
}

package io.holdfast.inspect;

import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Intervention;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch in one line. Of a damaged one only the first, the last but one and the last field are known.
 *
 * @param batch its id
 * @param kind what wrote it: {@code batch}, {@code takeover} or {@code closing}
 * @param batchTime the time that operators saw
 * @param written the wall-clock time of its commit
 * @param epoch the epoch of the process that wrote it
 * @param records how many records its sources delivered
 * @param keys how many keys have state after it
 * @param deltaBytes how much of the file is state that changed
 * @param outboxBytes how much of the file is output
 * @param fileBytes the length of the file
 * @param pins the pins that hold it
 * @param intervention what a person did; null in a batch that a job wrote by itself
 * @param damage what is wrong with it; null if nothing is
 */
public record BatchSummary(
        long batch,
        @Nullable String kind,
        @Nullable Instant batchTime,
        @Nullable Instant written,
        long epoch,
        long records,
        long keys,
        long deltaBytes,
        long outboxBytes,
        long fileBytes,
        List<String> pins,
        @Nullable Intervention intervention,
        @Nullable String damage) {

    public BatchSummary {
        pins = List.copyOf(pins);
    }

    static BatchSummary of(Manifest manifest, long fileBytes, List<String> pins) {
        return new BatchSummary(
                manifest.batch(),
                Names.lower(manifest.kind()),
                Instant.ofEpochMilli(manifest.batchTimeMillis()),
                Instant.ofEpochMilli(manifest.writtenMillis()),
                manifest.epoch(),
                sourceRecords(manifest),
                keys(manifest),
                bytes(manifest, Manifest.Section.DELTA),
                bytes(manifest, Manifest.Section.OUTBOX),
                fileBytes,
                pins,
                manifest.intervention(),
                null);
    }

    static BatchSummary damaged(long batch, long fileBytes, List<String> pins, String damage) {
        return new BatchSummary(batch, null, null, null, 0, 0, 0, 0, 0, fileBytes, pins, null, damage);
    }

    private static long sourceRecords(Manifest manifest) {
        return manifest.counts().entrySet().stream()
                .filter(count -> count.getKey().startsWith("source."))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    private static long keys(Manifest manifest) {
        return manifest.states().values().stream()
                .flatMap(state -> state.keys().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long bytes(Manifest manifest, Manifest.Section section) {
        return manifest.chunks().stream()
                .filter(chunk -> chunk.section() == section)
                .mapToLong(Manifest.Chunk::storedLength)
                .sum();
    }
}

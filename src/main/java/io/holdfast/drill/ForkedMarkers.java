package io.holdfast.drill;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Marker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of a fork begin with a marker that says that everything through the fork's head is published: the original
 * job has published it, or will.
 */
final class ForkedMarkers {

    private final CheckpointReader fork;
    private final Path recordings;

    ForkedMarkers(CheckpointReader fork, Path recordings) {
        this.fork = fork;
        this.recordings = recordings;
    }

    void write() {
        Committed head = fork.read(fork.head().orElseThrow());
        head.manifest().sinks().forEach((sink, progress) -> {
            Marker marker = marker(sink, progress, head.manifest().batch());
            if (marker != null) {
                begin(sink, marker);
            }
        });
    }

    private void begin(String sink, Marker marker) {
        try {
            Recording.of(recordings, sink).add(0, new PublishedStep(List.of(), marker));
        } catch (IOException e) {
            throw new StorageException("cannot begin the recording of sink '" + sink + "': " + e, e);
        }
    }

    /** That of the last batch with output, or the last one known. A sink without markers has none in the recording either. */
    private @Nullable Marker marker(String sink, SinkProgress progress, long head) {
        for (long batch = head; batch > progress.publishedThrough(); batch--) {
            Committed committed = fork.read(batch);
            long records = records(committed.manifest(), sink);
            if (records > 0) {
                return new Marker(committed.manifest().timeline(), batch, committed.digest(), records);
            }
        }
        return progress.marker();
    }

    private static long records(Manifest manifest, String sink) {
        return manifest.chunks().stream()
                .filter(chunk ->
                        chunk.section() == Section.OUTBOX && chunk.owner().equals(sink))
                .mapToLong(Chunk::entries)
                .sum();
    }
}

package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.configuration.UnknownMarker;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides, from the marker at a target and the head of the checkpoint, what of a sink's output is still to be published. A
 * marker that the checkpoint does not know means that the checkpoint was rolled back behind the target (a restored backup,
 * a deleted directory, a lost head): publishing would lose or repeat output, so the start is refused.
 */
final class SinkRecovery {

    private final Checkpoint checkpoint;
    private final Committed head;
    private final JobOptions options;

    SinkRecovery(Checkpoint checkpoint, Committed head, JobOptions options) {
        this.checkpoint = checkpoint;
        this.head = head;
        this.options = options;
    }

    /**
     * What a lane begins with.
     *
     * @param outboxes in order
     * @param skipRecords how many records of the first are already published
     * @param marker the marker at the target
     * @param through with the outboxes, all output of batches up to this one is published
     */
    record Pending(List<Outbox> outboxes, long skipRecords, @Nullable Marker marker, long through) {}

    /** Nothing is recorded anew for a sink that had nothing to publish: its progress stays what it was. */
    private Pending pending(SinkProgress progress, List<Outbox> outboxes, long skipRecords, @Nullable Marker marker) {
        boolean unchanged = outboxes.isEmpty() && Objects.equals(marker, progress.marker());
        return new Pending(
                outboxes,
                skipRecords,
                marker,
                unchanged ? progress.publishedThrough() : head.manifest().batch());
    }

    Pending pending(String sink, boolean keepsMarker, @Nullable Marker found) {
        SinkProgress progress = Objects.requireNonNull(head.manifest().sinks().get(sink));
        Marker recorded = progress.marker();
        if (!keepsMarker || (found == null && recorded == null)) {
            return pending(progress, outboxesAfter(sink, progress.publishedThrough()), 0, null);
        }
        if (found != null && found.equals(recorded) && isAccepted(progress, found)) {
            return pending(progress, outboxesAfter(sink, progress.publishedThrough()), 0, found);
        }
        String objection = found == null
                ? "has no marker at its target: it expired or was deleted, or the target was made anew"
                : objection(progress, found);
        if (found == null || objection != null) {
            return decided(sink, progress, found, Objects.requireNonNull(objection));
        }
        return continued(sink, progress, found);
    }

    /**
     * Whether a recorded marker is not this checkpoint's own, but what somebody told it to skip to. It stays at the target until
     * there is output; to skip again would lose what was committed since.
     */
    private boolean isAccepted(SinkProgress progress, Marker recorded) {
        return !recorded.timeline().equals(head.manifest().timeline())
                || recorded.batch() > head.manifest().batch()
                || (recorded.batch() > progress.publishedThrough()
                        && !checkpoint.reader().read(recorded.batch()).digest().equals(recorded.manifest()));
    }

    /** Why a marker cannot be one that this checkpoint stored, or null if it can. */
    private @Nullable String objection(SinkProgress progress, Marker found) {
        String at = "has a marker of batch " + found.batch() + " (manifest "
                + found.manifest().shortHex() + ", timeline " + found.timeline() + ") at its target, but ";
        if (!found.timeline().equals(head.manifest().timeline())) {
            return at + "this checkpoint is of timeline " + head.manifest().timeline();
        }
        if (found.batch() > head.manifest().batch()) {
            return at + "this checkpoint ends at batch " + head.manifest().batch();
        }
        if (isRecorded(progress.marker(), found)) {
            return null;
        }
        if (found.batch() <= progress.publishedThrough()) {
            return at + "this checkpoint has already published through batch " + progress.publishedThrough();
        }
        Committed batch = checkpoint.reader().read(found.batch());
        return batch.digest().equals(found.manifest())
                ? null
                : at + "batch " + found.batch() + " of this checkpoint has manifest "
                        + batch.digest().shortHex();
    }

    /** Whether the manifest knows the marker, or an earlier one of the same batch. */
    private static boolean isRecorded(@Nullable Marker recorded, Marker found) {
        return recorded != null
                && found.batch() == recorded.batch()
                && found.manifest().equals(recorded.manifest())
                && found.records() >= recorded.records();
    }

    private Pending continued(String sink, SinkProgress progress, Marker found) {
        long after = Math.max(progress.publishedThrough(), found.batch() - 1);
        List<Outbox> outboxes = outboxesAfter(sink, after);
        if (outboxes.isEmpty() || outboxes.get(0).batch() != found.batch()) {
            return pending(progress, outboxes, 0, found);
        }
        return outboxes.get(0).records() == found.records()
                ? pending(progress, outboxes.subList(1, outboxes.size()), 0, found)
                : pending(progress, outboxes, found.records(), found);
    }

    private Pending decided(String sink, SinkProgress progress, @Nullable Marker found, String objection) {
        UnknownMarker decision = options.unknownMarkers().get(sink);
        if (decision == null) {
            throw new IncompatibleCheckpointException("sink '" + sink + "' (" + progress.target() + ") " + objection
                    + ". So this checkpoint is not the one that wrote there last, or an older copy of it, and nothing was "
                    + "published. Restore the right directory, use another target, or decide with onUnknownMarker(\""
                    + sink + "\", ...): REPUBLISH publishes everything after batch " + progress.publishedThrough()
                    + ", perhaps again; SKIP goes on with the first batch after "
                    + head.manifest().batch());
        }
        return decision == UnknownMarker.SKIP
                ? new Pending(List.of(), 0, found, head.manifest().batch())
                : pending(progress, outboxesAfter(sink, progress.publishedThrough()), 0, null);
    }

    private List<Outbox> outboxesAfter(String sink, long publishedThrough) {
        List<Outbox> outboxes = new ArrayList<>();
        for (long batch = publishedThrough + 1; batch <= head.manifest().batch(); batch++) {
            Committed committed = batch == head.manifest().batch()
                    ? head
                    : checkpoint.reader().read(batch);
            Manifest manifest = committed.manifest();
            if (!StoredOutbox.chunksOf(manifest, sink).isEmpty()) {
                outboxes.add(new StoredOutbox(checkpoint.reader()::open, manifest, committed.digest(), sink));
            }
        }
        return outboxes;
    }
}

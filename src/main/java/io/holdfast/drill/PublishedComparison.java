package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.format.Marker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a sink received exactly what the batches sealed, in their order: nothing lost, doubled, reordered or altered. A
 * sink without markers may get batches again, but whole, and with the same records.
 */
final class PublishedComparison {

    private static final int DIFFERENCES_MAX = 5;

    private final String sink;
    private final boolean keepsMarker;
    private final boolean complete;
    private final SealedSequence sealed;
    private final long firstBatch;
    private final List<Difference> differences = new ArrayList<>();
    private long records;
    private long redelivered;
    private long batches;
    private long lastSeen = Long.MIN_VALUE;
    private long differing;

    private PublishedComparison(String sink, boolean keepsMarker, boolean complete, SealedSequence sealed, long first) {
        this.sink = sink;
        this.keepsMarker = keepsMarker;
        this.complete = complete;
        this.sealed = sealed;
        this.firstBatch = first;
    }

    /**
     * Compares.
     *
     * @param complete whether everything must be published: the job has stopped in good order
     */
    static Comparison of(
            String sink, Recording recording, CheckpointReader archive, long first, long last, boolean complete) {
        SealedSequence sealed = new SealedSequence(archive, sink, first, last);
        boolean keepsMarker = keepsMarker(recording);
        PublishedComparison comparison = new PublishedComparison(sink, keepsMarker, complete, sealed, first);
        long steps = recording.size();
        for (long step = 0; step < steps; step++) {
            PublishedStep published = recording.read(step);
            comparison.checkMarker(published);
            published.parts().forEach(comparison::part);
        }
        return comparison.finished();
    }

    private static boolean keepsMarker(Recording recording) {
        for (long step = 0; step < recording.size(); step++) {
            PublishedStep published = recording.read(step);
            if (!published.parts().isEmpty()) {
                return published.marker() != null;
            }
        }
        return true;
    }

    /** The marker must be that of the records it became visible with. */
    private void checkMarker(PublishedStep step) {
        Marker marker = step.marker();
        if (marker != null && !step.parts().isEmpty()) {
            PublishedStep.Part part = step.parts().get(step.parts().size() - 1);
            long end = part.first() + part.records().size();
            if (marker.batch() != part.batch() || marker.records() != end) {
                differ(
                        part.batch(),
                        "the marker",
                        end + " records of batch " + part.batch(),
                        marker.records() + " records of batch " + marker.batch());
            }
        }
    }

    private void part(PublishedStep.Part part) {
        if (part.batch() < firstBatch) {
            // Of the time before the fork: not ours to judge.
            return;
        }
        if (!keepsMarker && part.first() == 0 && sealed.compare(part.batch(), 0) < 0) {
            redelivered++;
            sealed.moveTo(part.batch(), 0);
        }
        if (part.batch() != lastSeen) {
            batches++;
            lastSeen = part.batch();
        }
        for (int i = 0; i < part.records().size(); i++) {
            record(part.batch(), part.first() + i, part.records().get(i));
        }
        byte[] next = sealed.record();
        if (!keepsMarker && next != null && sealed.batch() == part.batch() && sealed.index() > 0) {
            differ(part.batch(), "record " + sealed.index(), Printable.of(next), null);
        }
    }

    private void record(long batch, long index, byte[] bytes) {
        records++;
        byte[] expected = sealed.record();
        int order = expected == null ? -1 : sealed.compare(batch, index);
        String place = "record " + index;
        if (order < 0) {
            differ(batch, place + " again, or where none was sealed", null, Printable.of(bytes));
            return;
        }
        if (order > 0) {
            differ(
                    sealed.batch(),
                    "record " + sealed.index(),
                    print(expected),
                    place + " of batch " + batch + ": " + Printable.of(bytes));
            sealed.moveTo(batch, index);
        } else if (!Arrays.equals(bytes, expected)) {
            differ(batch, place, print(expected), Printable.of(bytes));
        }
        sealed.next();
    }

    private static @Nullable String print(byte @Nullable [] record) {
        return record == null ? null : Printable.of(record);
    }

    private void differ(long batch, String place, @Nullable String expected, @Nullable String found) {
        differing++;
        if (differences.size() < DIFFERENCES_MAX) {
            differences.add(new Difference(batch, place, expected, found));
        }
    }

    private Comparison finished() {
        if (complete && sealed.record() != null) {
            differ(
                    sealed.batch(),
                    "record " + sealed.index() + ", after everything that was published",
                    print(sealed.record()),
                    null);
        }
        Verdict verdict = differing == 0 ? Verdict.PASSED : Verdict.FAILED;
        return new Comparison(
                Comparison.Kind.PUBLISHED, "sink '" + sink + "'", batches, records, verdict, statement(), differences);
    }

    private String statement() {
        if (differing > 0) {
            return "sink '" + sink + "' did not receive what the batches sealed: " + differing
                    + " places differ, the first in batch " + differences.get(0).batch() + ": "
                    + Differences.text(differences.get(0));
        }
        String again = redelivered == 0
                ? ""
                : "; " + redelivered + " times it went back to a batch that it had seen, which "
                        + "a sink without markers may";
        return "sink '" + sink + "' received " + records + " records of " + batches
                + " batches exactly as they were sealed: none lost, doubled or out of order" + again;
    }
}

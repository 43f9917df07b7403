package io.holdfast.drill;

import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishes into a {@link Recording}, as a good target would: each step with its marker, older publishers shut out. */
class RecordingPublisher implements Publisher {

    private final String sink;
    private final Recording recording;
    private final boolean keepsMarker;
    private final @Nullable Publisher also;
    private long next;

    /**
     * A publisher of its own.
     *
     * @param also is called first with everything that is recorded; null to call nobody
     */
    RecordingPublisher(String sink, Recording recording, boolean keepsMarker, @Nullable Publisher also) {
        this.sink = sink;
        this.recording = recording;
        this.keepsMarker = keepsMarker;
        this.also = also;
    }

    /** An empty step takes the number that an older publisher would need next. */
    @Override
    public @Nullable Marker recover() throws Exception {
        if (also != null) {
            also.recover();
        }
        Marker marker;
        do {
            next = recording.size();
            marker = next == 0 ? null : recording.read(next - 1).marker();
        } while (!recording.add(next, new PublishedStep(List.of(), marker)));
        next++;
        return keepsMarker ? marker : null;
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        if (also != null) {
            also.publish(outboxes, skipRecords);
        }
        Outbox last = outboxes.get(outboxes.size() - 1);
        add(new PublishedStep(parts(outboxes, skipRecords), keepsMarker ? last.marker(last.records()) : null));
    }

    private static List<PublishedStep.Part> parts(List<Outbox> outboxes, long skipRecords) throws Exception {
        List<PublishedStep.Part> parts = new ArrayList<>();
        long first = skipRecords;
        for (Outbox outbox : outboxes) {
            List<byte[]> records = new ArrayList<>();
            outbox.visit(first, record -> records.add(record.readBytes(record.remaining())));
            parts.add(new PublishedStep.Part(outbox.batch(), first, records));
            first = 0;
        }
        return parts;
    }

    private void add(PublishedStep step) throws IOException {
        if (!recording.add(next, step)) {
            throw new SinkException("sink '" + sink + "' was taken over by a newer publisher");
        }
        next++;
    }

    @Override
    public void keepAlive() throws Exception {
        if (also != null) {
            also.keepAlive();
        }
    }

    @Override
    public void close() {
        if (also != null) {
            also.close();
        }
    }
}

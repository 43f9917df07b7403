package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import io.holdfast.format.Marker;
import io.holdfast.model.JobListener.Publication;
import io.holdfast.model.JobListener.PublicationFailure;
import io.holdfast.model.JobListener.Published;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A publisher whose steps the listeners of the job hear of. */
record ReportedPublisher(String sink, Publisher publisher, Listeners listeners, TimeSource time) implements Publisher {

    @Override
    public @Nullable Marker recover() throws Exception {
        return publisher.recover();
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        Publication step = new Publication(
                sink,
                outboxes.stream().map(Outbox::batch).toList(),
                outboxes.stream().mapToLong(Outbox::records).sum() - skipRecords);
        listeners.tell(listener -> listener.publishing(step));
        long begun = time.monotonicNanos();
        try {
            publisher.publish(outboxes, skipRecords);
        } catch (Throwable e) {
            listeners.tell(listener -> listener.publicationFailed(new PublicationFailure(step, e)));
            throw e;
        }
        Duration took = Duration.ofNanos(time.monotonicNanos() - begun);
        listeners.tell(listener -> listener.published(new Published(step, took)));
    }

    @Override
    public void keepAlive() throws Exception {
        publisher.keepAlive();
    }

    @Override
    public void close() {
        publisher.close();
    }
}

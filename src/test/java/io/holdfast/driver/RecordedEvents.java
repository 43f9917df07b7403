package io.holdfast.driver;

import io.holdfast.model.JobListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a listener hears, in order. */
public final class RecordedEvents implements JobListener {

    /** The end of the job. */
    public record Ended(Optional<Throwable> failure) {}

    /** Of a receiver that begins or stops. */
    public record Receiving(Reception reception, boolean begins) {}

    /** A step of publication that begins. */
    public record Publishing(Publication publication) {}

    private final List<Object> events = new ArrayList<>();

    public synchronized List<Object> all() {
        return List.copyOf(events);
    }

    public <T> List<T> all(Class<T> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private synchronized void add(Object event) {
        events.add(event);
    }

    @Override
    public void ready(Ready ready) {
        add(ready);
    }

    @Override
    public void started(BatchStart start) {
        add(start);
    }

    @Override
    public void committed(BatchReport report) {
        add(report);
    }

    @Override
    public void publishing(Publication publication) {
        add(new Publishing(publication));
    }

    @Override
    public void published(Published published) {
        add(published);
    }

    @Override
    public void publicationFailed(PublicationFailure failure) {
        add(failure);
    }

    @Override
    public void receiverStarted(Reception reception) {
        add(new Receiving(reception, true));
    }

    @Override
    public void receiverFailed(ReceiverFailure failure) {
        add(failure);
    }

    @Override
    public void receiverStopped(Reception reception) {
        add(new Receiving(reception, false));
    }

    @Override
    public void restarting(Restart restart) {
        add(restart);
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        add(new Ended(Optional.ofNullable(failure)));
    }
}

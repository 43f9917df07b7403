package io.holdfast.driver;

import io.holdfast.model.JobListener;
import io.holdfast.model.JobListener.ReceiverFailure;
import io.holdfast.model.JobListener.Reception;
import io.holdfast.source.ReceiverEvents;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events to the listeners of a job, one at a time, whatever they throw, until the end of the job. Thread-safe. */
final class Listeners implements ReceiverEvents {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<JobListener> listeners;
    private boolean ended;

    Listeners(List<JobListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    synchronized void tell(Consumer<JobListener> event) {
        if (ended) {
            return;
        }
        for (JobListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("A job listener failed; the job goes on", e);
            }
        }
    }

    /** The last event: a receiver that ends too late is not heard. */
    synchronized void end(@Nullable Throwable failure) {
        tell(listener -> listener.ended(failure));
        ended = true;
    }

    @Override
    public void started(String source, String split) {
        Reception reception = new Reception(source, split);
        tell(listener -> listener.receiverStarted(reception));
    }

    @Override
    public void failed(String source, String split, Throwable cause, long failures) {
        ReceiverFailure failure = new ReceiverFailure(new Reception(source, split), cause, failures);
        tell(listener -> listener.receiverFailed(failure));
    }

    @Override
    public void stopped(String source, String split) {
        Reception reception = new Reception(source, split);
        tell(listener -> listener.receiverStopped(reception));
    }
}

package io.holdfast.metrics;

import io.holdfast.model.JobListener;

/** Two listeners, one after the other. */
record Both(JobListener first, JobListener second) implements JobListener {

    @Override
    public void ready(Ready event) {
        first.ready(event);
        second.ready(event);
    }

    @Override
    public void started(BatchStart event) {
        first.started(event);
        second.started(event);
    }

    @Override
    public void committed(BatchReport event) {
        first.committed(event);
        second.committed(event);
    }

    @Override
    public void published(Published event) {
        first.published(event);
        second.published(event);
    }

    @Override
    public void publicationFailed(PublicationFailure event) {
        first.publicationFailed(event);
        second.publicationFailed(event);
    }

    @Override
    public void receiverFailed(ReceiverFailure event) {
        first.receiverFailed(event);
        second.receiverFailed(event);
    }

    @Override
    public void restarting(Restart event) {
        first.restarting(event);
        second.restarting(event);
    }
}

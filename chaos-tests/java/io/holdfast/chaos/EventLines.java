package io.holdfast.chaos;

import io.holdfast.model.JobListener;

/** Prints the life of a job, a line per event, so that a test can aim at its phases. */
final class EventLines implements JobListener {

    @Override
    public void ready(Ready ready) {
        System.out.println(RunningSumsJob.READY + " after batch " + ready.lastBatch() + ", epoch " + ready.epoch()
                + ", " + ready.keys() + " keys, took " + ready.took().toMillis() + " ms");
    }

    @Override
    public void committed(BatchReport report) {
        System.out.println(RunningSumsJob.COMMITTED + " " + report.batch() + ", " + report.recordsRead() + " records");
    }

    @Override
    public void restarting(Restart restart) {
        System.out.println(RunningSumsJob.RESTARTING + " from batch " + restart.fromBatch() + ", attempt "
                + restart.attempt() + ": " + restart.cause());
    }
}

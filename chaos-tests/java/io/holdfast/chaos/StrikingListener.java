package io.holdfast.chaos;

import io.holdfast.chaos.MadeUpSumsJob.Defect;
import io.holdfast.model.JobListener;

/** Dies of an Error when told of a commit. */
record StrikingListener(Defect planted) implements JobListener {

    @Override
    public void committed(BatchReport report) {
        planted.strike(Defect.LISTENER, report.batch() * 100);
    }
}

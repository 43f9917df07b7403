package io.holdfast.bench;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.model.JobListener;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells how many records are committed, and when it is enough. */
class CommittedRecords implements JobListener {

    private final long enough;
    private final ChildOutput output;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long committed;

    CommittedRecords(long enough, ChildOutput output) {
        this.enough = enough;
        this.output = output;
    }

    @Override
    public void committed(BatchReport report) {
        add(report.recordsRead());
    }

    final void add(long records) {
        committed += records;
        output.say(ChildOutput.RECORDS, (double) committed);
        if (committed >= enough) {
            end.complete(null);
        }
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        end.completeExceptionally(failure == null ? new IllegalStateException("the job has ended early") : failure);
    }

    /** Waits until it is enough, or throws what has ended the job. */
    void await() throws Exception {
        new ThreadWorkers("bench").await(end);
    }
}

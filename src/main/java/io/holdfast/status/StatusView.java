package io.holdfast.status;

import io.holdfast.common.TimeSource;
import io.holdfast.monitor.BatchRow;
import io.holdfast.monitor.Diagnosis;
import io.holdfast.monitor.Finding;
import io.holdfast.monitor.JobInfo;
import io.holdfast.monitor.JobMonitor;
import io.holdfast.monitor.JobStatus;
import io.holdfast.monitor.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /api/v1/status} says.
 *
 * @param info what was known of the job before it started
 * @param level how the job is
 * @param findings what is not as it should be, the worst first
 * @param paused whether it was told to pause
 * @param savepoint the last one that was asked for over HTTP; null for none
 * @param recordsPerSecond read, over the last ten batches
 * @param loadPercent how much of the batch interval they took; more than 100 cannot go on
 * @param status the rest
 */
record StatusView(
        JobInfo info,
        Level level,
        List<Finding> findings,
        boolean paused,
        @Nullable SavepointView savepoint,
        double recordsPerSecond,
        double loadPercent,
        JobStatus status) {

    private static final int BATCHES = 10;

    private static final Finding PAUSED =
            new Finding(Level.ATTENTION, "The job was told to pause, and begins no batch until it is told to resume");

    static StatusView of(JobMonitor monitor, JobControls job, TimeSource time) {
        boolean paused = job.isPaused();
        Diagnosis diagnosis = Diagnosis.of(monitor, time);
        List<BatchRow> last = monitor.history().newest(BATCHES);
        return new StatusView(
                monitor.info(),
                paused && diagnosis.level() == Level.HEALTHY ? Level.ATTENTION : diagnosis.level(),
                paused ? withPause(diagnosis.findings()) : diagnosis.findings(),
                paused,
                job.savepoint(),
                rate(last, monitor.info().batchIntervalMillis(), time.wallMillis()),
                load(last, monitor.info().batchIntervalMillis()),
                monitor.status());
    }

    /** Last, as others may be worse. */
    private static List<Finding> withPause(List<Finding> others) {
        List<Finding> all = new ArrayList<>(others);
        all.add(PAUSED);
        return List.copyOf(all);
    }

    /** The first batch tells when the others began to come in. */
    private static double rate(List<BatchRow> last, long intervalMillis, long now) {
        if (last.size() < 2) {
            return 0;
        }
        long from = last.get(0).begunMillis();
        long until = last.get(last.size() - 1).begunMillis();
        long quiet = now - until - 2 * intervalMillis;
        long records = last.stream().skip(1).mapToLong(BatchRow::records).sum();
        return until <= from ? 0 : round(records * 1000.0 / (until - from + Math.max(0, quiet)));
    }

    private static double load(List<BatchRow> last, long intervalMillis) {
        double run = last.stream()
                .mapToDouble(row -> row.workMillis() - row.commitMillis())
                .average()
                .orElse(0);
        return intervalMillis == 0 ? 0 : round(100 * run / intervalMillis);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

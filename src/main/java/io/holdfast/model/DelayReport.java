package io.holdfast.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, at level {@code INFO}, how the delays of so many batches are distributed, then of as many that follow, and of the rest at
 * the end of the job. For one job.
 */
public final class DelayReport implements JobListener {

    private static final Logger LOG = LoggerFactory.getLogger(DelayReport.class);
    private static final int DEFAULT_BATCHES = 10;
    private static final int[] PERCENTAGES = {0, 5, 10, 25, 50, 75, 90, 95, 100};

    private final int batches;
    private final List<BatchReport> reports = new ArrayList<>();

    /** For ten batches at a time. */
    public DelayReport() {
        this(DEFAULT_BATCHES);
    }

    /** For this many batches at a time, at least one. */
    public DelayReport(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("batches must be at least 1, found " + batches);
        }
        this.batches = batches;
    }

    @Override
    public void committed(BatchReport report) {
        reports.add(report);
        if (reports.size() == batches) {
            log();
        }
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        if (!reports.isEmpty()) {
            log();
        }
    }

    private void log() {
        LOG.info(
                "Delays of batches {} to {}: scheduling {}; running {}; committing {}; in total {}",
                reports.get(0).batch(),
                reports.get(reports.size() - 1).batch(),
                distribution(BatchReport::schedulingDelay),
                distribution(BatchReport::run),
                distribution(BatchReport::commit),
                distribution(BatchReport::totalDelay));
        reports.clear();
    }

    private String distribution(Function<BatchReport, Duration> delay) {
        List<Duration> sorted = reports.stream().map(delay).sorted().toList();
        StringJoiner text = new StringJoiner(", ");
        for (int percentage : PERCENTAGES) {
            // The least delay that at least this part of the batches does not exceed.
            int rank = Math.max(1, (int) Math.ceil(percentage * sorted.size() / 100.0));
            text.add(percentage + "% " + sorted.get(rank - 1).toMillis() + " ms");
        }
        return text.toString();
    }
}

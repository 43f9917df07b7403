package io.holdfast.monitor;

import io.holdfast.common.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a job is, in words.
 *
 * @param level that of the worst finding
 * @param findings the worst first
 */
public record Diagnosis(Level level, List<Finding> findings) {

    /** Batches of this many that were last are judged together: one slow batch is no news. */
    private static final int BATCHES = 10;

    private static final long PATIENCE_MILLIS = 5_000;
    private static final long LOST_PATIENCE_MILLIS = 5 * 60_000;
    private static final int INTERVALS = 10;
    private static final long RECENT_MILLIS = 10 * 60_000;

    /** Looks at a job. */
    public static Diagnosis of(JobMonitor monitor, TimeSource time) {
        return new Examination(monitor, time.wallMillis()).diagnosis();
    }

    private static final class Examination {

        private final JobMonitor monitor;
        private final JobStatus status;
        private final long now;
        private final long patience;
        private final List<Finding> findings = new ArrayList<>();

        Examination(JobMonitor monitor, long now) {
            this.monitor = monitor;
            this.status = monitor.status();
            this.now = now;
            patience = Math.max(PATIENCE_MILLIS, INTERVALS * monitor.info().batchIntervalMillis());
        }

        Diagnosis diagnosis() {
            phase();
            if (status.phase() == Phase.RUNNING) {
                runningBatch();
                speed();
                status.sources().forEach(this::source);
                status.sinks().forEach(this::sink);
            }
            restarts();
            findings.sort((one, other) -> other.level().compareTo(one.level()));
            Level worst = findings.isEmpty() ? Level.HEALTHY : findings.get(0).level();
            return new Diagnosis(worst, List.copyOf(findings));
        }

        private void phase() {
            switch (status.phase()) {
                case STARTING -> attention("The job is starting: it restores its state and connects.");
                case RESTARTING -> unhealthy("The engine restarts after a failure: " + status.failure());
                case ENDED ->
                    unhealthy(
                            status.failure() == null
                                    ? "The job was stopped."
                                    : "The job has ended: " + status.failure());
                case RUNNING -> {}
            }
        }

        private void runningBatch() {
            JobStatus.RunningBatch running = status.running();
            if (running != null) {
                waited(
                        running.sinceMillis(),
                        age -> "Batch " + running.batch() + " has been running for " + age
                                + ": a function, a source or the disk is slow, or stuck.");
            }
        }

        private void speed() {
            List<BatchRow> last = monitor.history().newest(BATCHES);
            long interval = monitor.info().batchIntervalMillis();
            double work = last.stream()
                    .mapToDouble(row -> Math.max(row.workMillis() - row.commitMillis(), row.commitMillis()))
                    .average()
                    .orElse(0);
            if (interval > 0
                    && last.size() == BATCHES
                    && work > interval
                    && last.stream().anyMatch(BatchRow::limited)) {
                attention(String.format(
                        Locale.ROOT,
                        "Batches take %.0f %% of the batch interval, and there is more to read than they can.",
                        100 * work / interval));
            }
        }

        private void source(SourceStatus source) {
            Long since = source.behindSinceMillis();
            if (since != null) {
                waited(
                        since,
                        age -> "Source '" + source.name() + "' is " + (source.atLeast() ? "at least " : "") + age
                                + " behind: about " + source.unreadRecords() + " records wait.");
            }
        }

        private void sink(SinkStatus sink) {
            int most = monitor.info().maxUnpublishedBatches();
            if (most > 0 && sink.unpublishedBatches() >= most) {
                unhealthy("Batches wait for sink '" + sink.name() + "': " + sink.unpublishedBatches()
                        + " are not published.");
                return;
            }
            Long since = sink.unpublishedSinceMillis();
            if (since != null) {
                waited(
                        since,
                        age -> "Sink '" + sink.name() + "' has not published for " + age + ": "
                                + sink.unpublishedBatches() + " batches wait.");
            }
        }

        private void restarts() {
            long recent = status.starts().stream()
                    .filter(start -> start.attempt() > 0 && now - start.atMillis() < RECENT_MILLIS)
                    .count();
            if (recent > 0) {
                attention("The engine restarted " + (recent == 1 ? "once" : recent + " times")
                        + " in the last 10 minutes: see why below.");
            }
        }

        private interface Sentence {
            String of(String age);
        }

        private void waited(long sinceMillis, Sentence sentence) {
            long age = now - sinceMillis;
            if (age > patience) {
                findings.add(new Finding(
                        age > Math.max(LOST_PATIENCE_MILLIS, patience) ? Level.UNHEALTHY : Level.ATTENTION,
                        sentence.of(age(age))));
            }
        }

        private void attention(String text) {
            findings.add(new Finding(Level.ATTENTION, text));
        }

        private void unhealthy(String text) {
            findings.add(new Finding(Level.UNHEALTHY, text));
        }
    }

    private static String age(long millis) {
        long seconds = millis / 1000;
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    /** Why the job does not take batches; null if it does. */
    public static @Nullable String notReady(JobStatus status) {
        return switch (status.phase()) {
            case RUNNING -> null;
            case STARTING -> "starting";
            case RESTARTING -> "restarting: " + status.failure();
            case ENDED -> "ended" + (status.failure() == null ? "" : ": " + status.failure());
        };
    }
}

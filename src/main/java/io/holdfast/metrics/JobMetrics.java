package io.holdfast.metrics;

import io.holdfast.common.TimeSource;
import io.holdfast.model.JobListener;
import io.holdfast.monitor.JobInfo;
import io.holdfast.monitor.JobMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the metrics of a job in a Micrometer registry: give it to the builder of the job as a listener. Names begin with
 * {@code holdfast.}; all have a tag {@code job_name}, and where it says something {@code source}, {@code sink} or {@code operator}:
 * names that the program gives, so that there are never more than it has. For one job.
 */
public final class JobMetrics implements JobListener {

    private static final Duration[] DELAYS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final Tags tags;
    private final JobMonitor monitor;
    private final boolean ownsMonitor;
    private final JobGauges gauges;
    private final Counter batches;
    private final Counter restarts;
    private final Timer delay;
    private final DistributionSummary fileBytes;

    private JobMetrics(MeterRegistry registry, JobMonitor monitor, boolean ownsMonitor, TimeSource time) {
        this.registry = registry;
        this.monitor = monitor;
        this.ownsMonitor = ownsMonitor;
        tags = Tags.of("job_name", monitor.info().job());
        gauges = new JobGauges(registry, tags, monitor, time);
        batches = Counter.builder("holdfast.batches")
                .description("Committed batches")
                .tags(tags)
                .register(registry);
        restarts = Counter.builder("holdfast.restarts")
                .description("Restarts of the engine inside the process")
                .tags(tags)
                .register(registry);
        delay = Timer.builder("holdfast.batch.delay")
                .description("From when a batch was due until it was durable")
                .serviceLevelObjectives(DELAYS)
                .tags(tags)
                .register(registry);
        fileBytes = DistributionSummary.builder("holdfast.checkpoint.file")
                .description("Size of the file of a batch")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    /**
     * Metrics in a registry of yours. They stay there when the job has ended.
     *
     * @param job the value of the tag {@code job_name}
     */
    public static JobMetrics bind(MeterRegistry registry, String job) {
        return new JobMetrics(registry, new JobMonitor(JobInfo.named(job), TimeSource.SYSTEM), true, TimeSource.SYSTEM);
    }

    /**
     * Metrics of a job that somebody follows: the monitor has to hear of each event before this does.
     *
     * @hidden
     */
    public static JobMetrics bind(MeterRegistry registry, JobMonitor monitor, TimeSource time) {
        return new JobMetrics(registry, monitor, false, time);
    }

    /** Brings the monitor up to date before its gauges are. */
    private void tell(Consumer<JobListener> event) {
        if (ownsMonitor) {
            event.accept(monitor);
        }
        gauges.registerNew();
    }

    @Override
    public void ready(Ready ready) {
        tell(listener -> listener.ready(ready));
        Timer.builder("holdfast.recovery")
                .description("From a start or a failure until batches could run")
                .tags(tags)
                .register(registry)
                .record(ready.took());
    }

    @Override
    public void started(BatchStart start) {
        tell(listener -> listener.started(start));
    }

    @Override
    public void committed(BatchReport report) {
        tell(listener -> listener.committed(report));
        batches.increment();
        fileBytes.record((double) report.fileBytes());
        delay.record(report.totalDelay());
        Duration read = report.details().read();
        Duration compute = report.details().compute();
        phase("wait", report.schedulingDelay());
        phase("read", read);
        phase("compute", compute);
        phase("seal", report.run().minus(read).minus(compute));
        phase("commit", report.commit());
        report.inputs()
                .forEach((source, input) ->
                        count("holdfast.source.records", "source", source, "Records read", input.records()));
        report.details()
                .states()
                .values()
                .forEach(state -> count(
                        "holdfast.state.changes",
                        "operator",
                        state.operator(),
                        "Entries of state that were put or deleted",
                        state.changed()));
    }

    private void phase(String phase, Duration took) {
        Timer.builder("holdfast.batch.phase")
                .description("Where the time of batches went")
                .tags(tags.and("phase", phase))
                .register(registry)
                .record(took.isNegative() ? Duration.ZERO : took);
    }

    private void count(String name, String tag, String value, String description, long more) {
        Counter.builder(name)
                .description(description)
                .tags(tags.and(tag, value))
                .register(registry)
                .increment((double) more);
    }

    @Override
    public void published(Published published) {
        tell(listener -> listener.published(published));
        String sink = published.publication().sink();
        count(
                "holdfast.sink.records",
                "sink",
                sink,
                "Records published",
                published.publication().records());
        Timer.builder("holdfast.sink.publish")
                .description("How long steps of publication took")
                .tags(tags.and("sink", sink))
                .register(registry)
                .record(published.took());
    }

    @Override
    public void publicationFailed(PublicationFailure failure) {
        tell(listener -> listener.publicationFailed(failure));
        count("holdfast.sink.failures", "sink", failure.publication().sink(), "Steps of publication that failed", 1);
    }

    @Override
    public void receiverFailed(ReceiverFailure failure) {
        tell(listener -> listener.receiverFailed(failure));
        count("holdfast.receiver.failures", "source", failure.reception().source(), "Failures of receivers", 1);
    }

    @Override
    public void restarting(Restart restart) {
        tell(listener -> listener.restarting(restart));
        restarts.increment();
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        tell(listener -> listener.ended(failure));
    }
}

package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.codec.Types;
import io.holdfast.common.Nearest;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.configuration.ValueType;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.model.JobListener;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a job in one process: take the directory over, run an engine, and, when code of the job, a source or a sink
 * fails, begin again from the last committed batch. A failure of the checkpoint store, or another owner of the directory,
 * ends the job at once: what the store says after a failure proves nothing.
 */
public final class Driver {

    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);

    private final JobOptions options;
    private final Plan plan;
    private final Types types;
    private final JobEnvironment environment;
    private final Listeners listeners;
    private final Control control;

    /** Before this, a failure is one of the start: the caller hears of it, and trying again would only hide it. */
    private boolean wasReady;

    public Driver(JobOptions options, Plan plan, Types types, JobEnvironment environment, List<JobListener> listeners) {
        this.options = options;
        this.plan = plan;
        this.types = types;
        this.environment = environment;
        this.listeners = new Listeners(listeners);
        this.control = new Control(new Attention(environment.workers()));
    }

    /** Asks the job to finish the running batch, commit, publish, and end. Returns at once; thread-safe. */
    public void requestStop() {
        control.stop(environment.time());
    }

    /** Asks the job to begin no batch until {@link #resume}. Thread-safe. */
    public void pause() {
        if (control.pause(true)) {
            LOG.info("Job '{}' pauses", options.name());
        }
    }

    /** Asks the job to go on with batches. Thread-safe. */
    public void resume() {
        if (control.pause(false)) {
            LOG.info("Job '{}' goes on after a pause", options.name());
        }
    }

    /** Whether the job was asked to pause. Thread-safe. */
    public boolean isPaused() {
        return control.isPaused();
    }

    /**
     * Begins to load what it takes to read and write manifests, and returns at once: it takes a tenth of the time that a job needs to
     * start. Should it fail, so does the driver, when it reads its first manifest.
     */
    public static void prepare(Workers workers) {
        Worker loader = workers.start("load-manifest");
        var unused = loader.submit(() -> {
                    Manifest.load();
                    return true;
                })
                .whenComplete((loaded, failure) -> loader.close());
    }

    /** Asks for a snapshot of all state, also if a restart would have little to replay. Thread-safe. */
    public void requestSnapshot() {
        control.requestSnapshot();
    }

    /**
     * Limits how fast a source is read, from the next batch on, instead of what the job says. Thread-safe.
     *
     * @param recordsPerSecond 0 for no limit
     */
    public void limitRate(String source, long recordsPerSecond) {
        List<String> names = plan.sources().stream().map(Node.SourceNode::name).toList();
        if (!names.contains(source)) {
            throw new ConfigurationException("job '" + options.name() + "' has no source '" + source + "'"
                    + Nearest.to(source, names)
                            .map(nearest -> ", did you mean '" + nearest + "'?")
                            .orElse("; its sources are " + names));
        }
        if (recordsPerSecond < 0) {
            throw new ConfigurationException(
                    "records per second must be at least 0, which means no limit; found " + recordsPerSecond);
        }
        control.limitRate(source, recordsPerSecond);
        LOG.info(
                "Job '{}' reads source '{}' with {} from now on",
                options.name(),
                source,
                recordsPerSecond == 0 ? "no limit" : "at most " + recordsPerSecond + " records/s");
    }

    /** Runs the job to its end: returns after {@link #requestStop}, or throws what ended it. Called once. */
    public void run() throws Exception {
        Throwable failure = null;
        try {
            own();
            LOG.info("Job '{}' stopped", options.name());
        } catch (Throwable e) {
            failure = e;
            if (wasReady) {
                LOG.error("Job '{}' ended: {}", options.name(), e.getMessage(), e);
            }
            throw e;
        } finally {
            endSources();
            listeners.end(failure);
        }
    }

    private void endSources() {
        for (Node.SourceNode node : plan.sources()) {
            try {
                node.source().ended();
            } catch (RuntimeException e) {
                LOG.warn("Source '{}' could not take note of the end of the job", node.name(), e);
            }
        }
    }

    private void own() throws Exception {
        long begun = environment.time().monotonicNanos();
        try (Checkpoint checkpoint =
                Checkpoint.open(environment.storage(), options.retained(), environment.time(), environment.random())) {
            Succession succession = new Succession(options, plan, types, environment, checkpoint.reader());
            Committed head = checkpoint.takeOver(succession);
            succession.news().forEach(news -> LOG.info("Job '{}': {}", options.name(), news));
            WorkDirectory.clear(environment.workDirectory());
            Types continued = types.continuing(head.manifest().schemas());
            try (CommitQueue commits = new CommitQueue(checkpoint, environment.workers())) {
                runEngines(checkpoint, commits, head, continued, begun);
            }
        }
    }

    private void runEngines(Checkpoint checkpoint, CommitQueue commits, Committed takeover, Types continued, long begun)
            throws Exception {
        RestartBudget budget = new RestartBudget(environment.time(), options.maxRestarts(), options.restartWindow());
        BatchClock clock = new BatchClock(
                environment.time(), options.batchInterval(), takeover.manifest().batchTimeMillis());
        Committed head = takeover;
        long since = begun;
        while (!control.stop().isRequested()) {
            try {
                runEngine(checkpoint, commits, head, continued, clock, since);
                return;
            } catch (FencedException e) {
                throw e;
            } catch (HoldfastException e) {
                // First: sinks that were opened again would shut out those of a successor.
                checkpoint.refuseReplaced(e);
                if (!wasReady || !isCurable(e)) {
                    throw e;
                }
                since = environment.time().monotonicNanos();
                head = commits.drain();
                restartAfter(e, budget, head);
            }
        }
    }

    private void runEngine(
            Checkpoint checkpoint, CommitQueue commits, Committed head, Types continued, BatchClock clock, long since)
            throws Exception {
        try (EngineParts parts =
                EngineParts.restore(head, options, plan, continued, environment, checkpoint, control, listeners)) {
            ready(head.manifest(), since, parts.lanes().publishedThrough());
            Engine engine =
                    new Engine(parts, options, plan, continued, environment, commits, clock, control, listeners, head);
            try {
                engine.run();
                engine.finish();
            } catch (Throwable e) {
                settle(commits, e);
                throw e;
            }
        }
    }

    /** What ran before a failure is committed, and its output handed to the lanes, before they are closed. */
    private static void settle(CommitQueue commits, Throwable failure) throws Exception {
        try {
            commits.drain();
        } catch (Exception e) {
            if (isCurable(failure)) {
                e.addSuppressed(failure);
                throw e;
            } else if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Whether beginning again from the last committed batch may help. */
    private static boolean isCurable(Throwable failure) {
        return failure instanceof UserCodeException
                || failure instanceof SourceException
                || failure instanceof SinkException;
    }

    private void ready(Manifest head, long since, Map<String, Long> published) {
        Duration took = Duration.ofNanos(environment.time().monotonicNanos() - since);
        long keys = BatchEvents.keys(head);
        if (head.batch() == 0) {
            LOG.info(
                    "Job '{}' begins on the empty directory {} (epoch {}), ready after {} ms",
                    options.name(),
                    environment.storage().location(),
                    head.epoch(),
                    took.toMillis());
        } else {
            LOG.info(
                    "Job '{}' goes on after batch {} of {} in {} (epoch {}, {} keys of state), ready after {} ms",
                    options.name(),
                    head.batch(),
                    Instant.ofEpochMilli(head.batchTimeMillis()),
                    environment.storage().location(),
                    head.epoch(),
                    keys,
                    took.toMillis());
        }
        wasReady = true;
        listeners.tell(listener ->
                listener.ready(new JobListener.Ready(lastBatch(head), head.epoch(), keys, took, published)));
    }

    /** A takeover batch has no results of its own. */
    private static long lastBatch(Manifest head) {
        return head.kind() == Manifest.Kind.TAKEOVER ? head.batch() - 1 : head.batch();
    }

    private void restartAfter(RuntimeException failure, RestartBudget budget, Committed head) {
        int attempt = budget.take();
        long batch = head.manifest().batch();
        String window = ValueType.TIME_SPAN.write(options.restartWindow());
        if (attempt < 0) {
            LOG.error(
                    "Job '{}' failed again after {} restarts within {}; giving up. The last committed batch is {}",
                    options.name(),
                    options.maxRestarts(),
                    window,
                    batch);
            throw failure;
        }
        Duration pause = budget.pause(attempt);
        LOG.warn(
                "Job '{}' goes back to batch {} and restarts in {} ms (restart {} of {} within {}): {}",
                options.name(),
                batch,
                pause.toMillis(),
                attempt,
                options.maxRestarts(),
                window,
                failure.getMessage());
        listeners.tell(listener -> listener.restarting(new JobListener.Restart(failure, batch, attempt)));
        if (!control.stop().isRequested()) {
            control.attention().await(pause);
        }
    }
}

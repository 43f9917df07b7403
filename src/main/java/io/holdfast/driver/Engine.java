package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.codec.Types;
import io.holdfast.execution.BatchInput;
import io.holdfast.execution.BatchOutput;
import io.holdfast.execution.Watermarks;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.format.SectionBuffer;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.Waits;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.BatchStart;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Wide;
import io.holdfast.plan.Window;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SplitEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the machinery, from a committed batch until a stop or a failure: plan, run, seal, and hand over to commit and
 * publication, which overlap the next batch. Used by the driver's thread.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What sinks have at a stop even if the batch took all the time there was. */
    private static final Duration LEAST_DRAIN = Duration.ofSeconds(1);

    private final EngineParts parts;
    private final JobOptions options;
    private final Plan plan;
    private final JobEnvironment environment;
    private final CommitQueue commits;
    private final BatchClock clock;
    private final BatchSizer sizer;
    private final Control control;
    private final Listeners listeners;
    private Manifest latest;
    private final DueTimes due;
    private final StateGauge gauge;
    private final SharedTotals shared;

    Engine(
            EngineParts parts,
            JobOptions options,
            Plan plan,
            Types types,
            JobEnvironment environment,
            CommitQueue commits,
            BatchClock clock,
            Control control,
            Listeners listeners,
            Committed head) {
        this.parts = parts;
        this.options = options;
        this.plan = plan;
        this.environment = environment;
        this.commits = commits;
        this.clock = clock;
        this.sizer = new BatchSizer(
                options.maxRecordsPerBatch(),
                options.batchInterval(),
                suggestedLimit(head.manifest()),
                parts.runner().cutFrom());
        this.control = control;
        this.listeners = listeners;
        this.latest = head.manifest();
        this.due = new DueTimes(plan, parts.runner());
        this.gauge = new StateGauge(parts.runner());
        this.shared = new SharedTotals(plan.shared(), types, head.manifest());
    }

    /** Runs batches until asked to stop. */
    void run() throws Exception {
        Ticker ticker = new Ticker(clock);
        while (!control.stop().isRequested()) {
            if (control.takeSnapshotRequest()) {
                parts.runner().requestSnapshot(latest.batch());
            }
            Duration wait = control.isPaused() ? pausing(ticker) : ticker.untilNext();
            if (wait.isNegative() || wait.isZero()) {
                tick(ticker.take(), ticker);
            } else {
                control.attention().await(wait);
                parts.lanes().check();
            }
        }
    }

    private Duration pausing(Ticker ticker) {
        parts.lanes().keepAlive();
        return ticker.skip();
    }

    private void tick(long dueNanos, Ticker ticker) throws Exception {
        parts.lanes().check();
        Waits waits = awaitRoom();
        long timeMillis = clock.nextMillis();
        Map<String, SourcePlan> plans = parts.sources().plan(sizer.planned());
        List<String> initialize = uninitialized();
        if (!plans.isEmpty()
                || visitsAllKeys(timeMillis)
                || evaluatesWindow(timeMillis)
                || startsWithState(initialize)
                || due.isDue(timeMillis, watermarksWithoutInput(timeMillis))) {
            runBatch(dueNanos, timeMillis, waits, plans, initialize, sizer.readNanos(ticker.untilNext()));
        } else {
            parts.lanes().keepAlive();
        }
    }

    private Waits awaitRoom() throws Exception {
        long begun = environment.time().monotonicNanos();
        parts.lanes().awaitRoom();
        long published = environment.time().monotonicNanos();
        commits.awaitRoom();
        long committed = environment.time().monotonicNanos();
        environment.workers().await(parts.runner().roomForDeltas());
        return new Waits(
                Duration.ofNanos(published - begun),
                Duration.ofNanos(committed - published),
                Duration.ofNanos(environment.time().monotonicNanos() - committed));
    }

    private void runBatch(
            long dueNanos,
            long timeMillis,
            Waits waits,
            Map<String, SourcePlan> plans,
            List<String> initialize,
            long readNanos)
            throws Exception {
        long begun = environment.time().monotonicNanos();
        BatchInput input = new BatchInput(
                latest.batch() + 1,
                timeMillis,
                previousTimeMillis(latest, timeMillis),
                watermarks(timeMillis, plans),
                shared.broadcasts(),
                parts.sources().ranges(plans),
                initialize);
        long begunNanos = clock.nowNanos();
        BatchStart start = BatchEvents.start(input, begunNanos, begunNanos - dueNanos);
        listeners.tell(listener -> listener.started(start));
        Map<String, SplitEnds> ends = parts.sources().ends();
        BatchOutput output = parts.runner().run(input, readNanos);
        parts.sources().confirm(plans);
        long ran = environment.time().monotonicNanos();
        due.ran(output.deadlines());
        shared.ran(output.added());
        Map<String, SourcePlan> read = SourceSet.read(plans, output.positions());
        sizer.ran(recordsRead(output), ran - begun, !read.equals(plans));
        parts.sources().ran(output.counts());
        Map<String, Backlog> backlogs = parts.sources().backlogs(plans, read, ends);
        Manifest draft = Drafts.batch(
                        latest,
                        plan,
                        timeMillis,
                        parts.sources().advance(read, output.positions()),
                        parts.runner().shards(input.batch()),
                        parts.lanes().progress(),
                        output,
                        sizer.limit())
                .withShared(shared.stored());
        latest = draft;
        BatchMeasures measures = new BatchMeasures(waits, output.times(), backlogs, sizer.limit(), gauge.use(ran));
        seal(draft, output, start, begun, ran, measures);
    }

    private static long suggestedLimit(Manifest head) {
        return head.sources().values().stream()
                .map(SourceProgress::recordLimit)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private void seal(
            Manifest draft, BatchOutput output, BatchStart start, long begun, long ran, BatchMeasures measures) {
        List<SectionBuffer> sections = Stream.concat(output.deltas().stream(), output.outboxes().stream())
                .toList();
        Runnable totals = shared.committed();
        commits.submit(draft, sections, committed -> {
            totals.run();
            // Before its output is handed out: listeners hear of a commit first, then of publication.
            report(committed.manifest(), start, Duration.ofNanos(ran - begun), ran, measures);
            parts.lanes().committed(committed, output.outboxes());
            parts.sources().committed(committed.manifest().sources());
        });
    }

    private void report(Manifest manifest, BatchStart start, Duration run, long ran, BatchMeasures measures) {
        Duration commit = Duration.ofNanos(environment.time().monotonicNanos() - ran);
        BatchReport report =
                BatchEvents.committed(manifest, start, parts.runner().cacheBytes(), run, commit, measures);
        LOG.debug("{}", report);
        listeners.tell(listener -> listener.committed(report));
    }

    private static long recordsRead(BatchOutput output) {
        return output.counts().entrySet().stream()
                .filter(count -> count.getKey().startsWith("source."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Stateful operators that no batch of this directory has run yet. */
    private List<String> uninitialized() {
        List<String> names = new ArrayList<>();
        for (Node.WideNode node : plan.stateful()) {
            if (!latest.states().containsKey(node.name())) {
                names.add(node.name());
            }
        }
        return names;
    }

    private boolean startsWithState(List<String> uninitialized) {
        return plan.stateful().stream()
                .filter(node -> uninitialized.contains(node.name()))
                .anyMatch(node -> hasInitialState(node.operation()));
    }

    private static boolean hasInitialState(Wide operation) {
        return (operation instanceof Wide.UpdateState update && update.initialState() != null)
                || (operation instanceof Wide.MapWithState stateful
                        && stateful.spec().initial() != null);
    }

    /** Whether some updateStateByKey has keys: it sees them all in each batch, with or without input. */
    private boolean visitsAllKeys(long timeMillis) {
        return plan.stateful().stream()
                .anyMatch(node -> node.operation() instanceof Wide.UpdateState
                        && isEvaluated(Plan.slideMillis(node), timeMillis)
                        && hasKeys(node));
    }

    /** Whether a window that is not empty is at a boundary: it is evaluated with or without input. */
    private boolean evaluatesWindow(long timeMillis) {
        return plan.stateful().stream()
                .anyMatch(node -> node.operation().window() != null
                        && isEvaluated(Plan.slideMillis(node), timeMillis)
                        && hasKeys(node));
    }

    private boolean isEvaluated(long slideMillis, long timeMillis) {
        return slideMillis == 0 || Window.aligned(timeMillis, slideMillis) > previousTimeMillis(latest, timeMillis);
    }

    private boolean hasKeys(Node.WideNode node) {
        StateProgress state = latest.states().get(node.name());
        return state != null && state.keys().stream().anyMatch(keys -> keys > 0);
    }

    /**
     * What a batch knows as the time of the one before. Nothing ran in batch 0, which only begins the directory: the first
     * batch has missed no boundary of a window.
     */
    static long previousTimeMillis(Manifest before, long timeMillis) {
        return before.batch() == 0 ? timeMillis - 1 : before.batchTimeMillis();
    }

    private Watermarks watermarks(long timeMillis, Map<String, SourcePlan> plans) {
        return EventClock.of(latest, plan.eventTime(), timeMillis, source -> parts.sources()
                .splits(source, plans.getOrDefault(source, SourcePlan.NOTHING)));
    }

    /** Splits that become idle move watermarks on, without input. */
    private Watermarks watermarksWithoutInput(long timeMillis) {
        return watermarks(timeMillis, Map.of()).after(plan.eventTime(), timeMillis, Map.of());
    }

    /** Ends in good order: everything that ran is committed, published if the sinks keep up, and recorded. */
    void finish() throws Exception {
        commits.drain();
        if (!parts.lanes().awaitDrained(drain(), environment.time())) {
            LOG.warn("Stopping although sinks are behind: what is left will be published after the next start");
        }
        Manifest closing = Drafts.closing(latest, parts.lanes().progress());
        if (!closing.sinks().equals(latest.sinks())) {
            commits.submit(closing, List.of(), committed -> {});
            commits.drain();
        }
    }

    private Duration drain() {
        Duration left = options.stopTimeout().minus(control.stop().age(environment.time()));
        return left.compareTo(LEAST_DRAIN) < 0 ? LEAST_DRAIN : left;
    }
}

package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.execution.BatchInput;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.plan.Node.SourceNode;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources of a job and where each goes on. Used by the driver. */
final class SourceSet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSet.class);

    private final Map<String, SourceReader<?>> readers = new LinkedHashMap<>();
    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final Map<String, SourcePace> paces = new LinkedHashMap<>();
    private final Map<String, List<SplitPosition>> positions = new LinkedHashMap<>();
    private final int tasks;

    SourceSet(
            List<SourceNode> nodes,
            Map<String, SourceReader<?>> opened,
            SortedMap<String, SourceProgress> progress,
            int tasks,
            TimeSource time,
            Control control) {
        this.tasks = tasks;
        for (SourceNode node : nodes) {
            readers.put(node.name(), Objects.requireNonNull(opened.get(node.name())));
            kinds.put(node.name(), node.kind());
            paces.put(
                    node.name(),
                    new SourcePace(
                            node.name(),
                            node.limits(),
                            Objects.requireNonNull(readers.get(node.name())),
                            time,
                            control));
            SourceProgress known = progress.get(node.name());
            positions.put(node.name(), known == null ? List.of() : known.positions());
        }
    }

    /** Starts all readers, in parallel; each waits for its connection. */
    List<CompletableFuture<?>> start(Workers workers) {
        List<CompletableFuture<?>> starting = new ArrayList<>();
        readers.forEach((name, reader) -> {
            Worker starter = workers.start("start-" + name);
            starting.add(starter.submit(() -> {
                reader.start(Objects.requireNonNull(positions.get(name)));
                return name;
            }));
            starters.add(starter);
        });
        return starting;
    }

    private final List<Worker> starters = new ArrayList<>();

    /** What a batch would read. Nothing changes until {@link #advance}. */
    Map<String, SourcePlan> plan(long recordLimit) throws Exception {
        Map<String, SourcePlan> plans = new LinkedHashMap<>();
        for (Map.Entry<String, SourceReader<?>> entry : readers.entrySet()) {
            SourcePace pace = Objects.requireNonNull(paces.get(entry.getKey()));
            SourcePlan plan = entry.getValue()
                    .plan(Objects.requireNonNull(positions.get(entry.getKey())), pace.limit(recordLimit));
            if (!plan.isNothing()) {
                plans.put(entry.getKey(), plan);
            }
        }
        return plans;
    }

    /** The ranges of a batch, each with the task that reads its split: always the same one while splits stay known. */
    List<BatchInput.Range> ranges(Map<String, SourcePlan> plans) {
        List<BatchInput.Range> ranges = new ArrayList<>();
        plans.forEach((source, plan) -> {
            SplitOrder order = new SplitOrder(Objects.requireNonNull(positions.get(source)));
            for (SplitRange range : plan.ranges()) {
                ranges.add(new BatchInput.Range(source, range, order.place(range.split()) % tasks));
            }
        });
        return ranges;
    }

    /** The names of the splits of a source that are known, with those that a plan found. */
    Collection<String> splits(String source, SourcePlan plan) {
        Set<String> splits = new LinkedHashSet<>();
        Objects.requireNonNull(positions.get(source)).forEach(position -> splits.add(position.split()));
        plan.ranges().forEach(range -> splits.add(range.split()));
        return splits;
    }

    /** How far the sources have records, as far as they can tell; before the batch runs that was planned. */
    Map<String, SplitEnds> ends() {
        Map<String, SplitEnds> ends = new TreeMap<>();
        readers.forEach((source, reader) -> {
            SplitEnds known = reader.ends();
            if (!known.equals(SplitEnds.UNKNOWN)) {
                ends.put(source, known);
            }
        });
        return ends;
    }

    /** What the sources had, beyond what a batch has read, be it all that was planned or less. Before {@link #advance}. */
    Map<String, Backlog> backlogs(
            Map<String, SourcePlan> plans, Map<String, SourcePlan> read, Map<String, SplitEnds> ends) {
        Map<String, Backlog> backlogs = new TreeMap<>();
        ends.forEach((source, end) -> {
            SourcePlan ofSource = read.getOrDefault(source, SourcePlan.NOTHING);
            boolean isCut = !ofSource.equals(plans.getOrDefault(source, SourcePlan.NOTHING));
            long limit = isCut
                    ? Backlogs.offsets(ofSource) / end.offsetsPerRecord()
                    : Objects.requireNonNull(paces.get(source)).lastLimit();
            backlogs.put(source, Backlogs.of(Objects.requireNonNull(positions.get(source)), ofSource, end, limit));
        });
        return backlogs;
    }

    /** What is left of plans when a batch was cut: up to where it has read. */
    static Map<String, SourcePlan> read(Map<String, SourcePlan> plans, Map<String, List<SplitPosition>> positions) {
        Map<String, SourcePlan> read = new LinkedHashMap<>();
        plans.forEach((source, plan) -> {
            Map<String, Long> offsets = new HashMap<>();
            positions
                    .getOrDefault(source, List.of())
                    .forEach(position -> offsets.put(position.split(), position.offset()));
            List<SplitRange> ranges = plan.ranges().stream()
                    .map(range -> new SplitRange(
                            range.from(), Objects.requireNonNull(offsets.get(range.split()), range.split())))
                    .toList();
            read.put(source, new SourcePlan(ranges, plan.lost(), plan.dropped()));
        });
        return read;
    }

    /** Asks the sources of a batch that ran whether they stand by what they delivered. */
    void confirm(Map<String, SourcePlan> plans) throws Exception {
        for (String source : plans.keySet()) {
            Objects.requireNonNull(readers.get(source)).confirm();
        }
    }

    /** Takes note of how many records a batch has read, by the counts of its manifest. */
    void ran(Map<String, Long> counts) {
        paces.forEach((source, pace) -> pace.read(counts.getOrDefault("source." + source + ".records", 0L)));
    }

    /** Moves on to where a batch that ran has read; returns what its manifest says. */
    SortedMap<String, SourceProgress> advance(Map<String, SourcePlan> plans, Map<String, List<SplitPosition>> read) {
        SortedMap<String, SourceProgress> progress = new TreeMap<>();
        for (String source : readers.keySet()) {
            SourcePlan plan = plans.getOrDefault(source, SourcePlan.NOTHING);
            List<SplitPosition> moved = moved(source, plan, read.getOrDefault(source, List.of()));
            positions.put(source, moved);
            List<OffsetRange> ranges = plan.ranges().stream()
                    .filter(range -> !range.isEmpty())
                    .map(SplitRange::offsets)
                    .toList();
            progress.put(
                    source, new SourceProgress(Objects.requireNonNull(kinds.get(source)), moved, ranges, plan.lost()));
        }
        return progress;
    }

    private List<SplitPosition> moved(String source, SourcePlan plan, List<SplitPosition> read) {
        Map<String, SplitPosition> bySplit = new LinkedHashMap<>();
        Objects.requireNonNull(positions.get(source)).forEach(position -> bySplit.put(position.split(), position));
        plan.ranges().forEach(range -> bySplit.putIfAbsent(range.split(), range.from()));
        read.forEach(position -> bySplit.put(position.split(), position));
        plan.dropped().forEach(bySplit::remove);
        return List.copyOf(bySplit.values());
    }

    /** Tells the sources that a batch is committed; what they make of it cannot change that. Called by the commit. */
    void committed(SortedMap<String, SourceProgress> progress) {
        readers.forEach((name, reader) -> {
            try {
                reader.committed(Objects.requireNonNull(progress.get(name)).positions());
            } catch (RuntimeException e) {
                LOG.warn("Source '{}' could not take note of a commit; the job goes on", name, e);
            }
        });
    }

    @Override
    public void close() {
        readers.values().forEach(SourceReader::close);
        starters.forEach(Worker::close);
    }
}

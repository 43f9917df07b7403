package io.holdfast.execution;

import io.holdfast.model.EventWindow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.Shard;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the fused chains of one task of one stage, from the ends towards the heads. */
final class TaskBuilder {

    private final EngineGraph graph;
    private final int stage;
    private final int task;
    private final TaskContext context;
    private final Function<Integer, Shard> shards;
    private final Map<Integer, Output> outputs = new HashMap<>();
    private final TreeMap<Integer, List<Output>> steps = new TreeMap<>();

    TaskBuilder(EngineGraph graph, int stage, int task, Function<Integer, Shard> shards) {
        this.graph = graph;
        this.stage = stage;
        this.task = task;
        this.shards = shards;
        this.context = new TaskContext(graph.types(), graph.timeline(), graph.watermarks());
    }

    Task build() {
        List<Head> heads = new ArrayList<>();
        for (Node node : graph.plan().nodes()) {
            if (graph.layout().begins(node, stage) && task < graph.layout().tasks(node)) {
                heads.add(head(node));
            }
        }
        return new Task(
                context, heads, steps.values().stream().flatMap(List::stream).toList());
    }

    private Head head(Node node) {
        Output next = outputOf(node);
        if (node instanceof Node.SourceNode source) {
            return new SourceHead(source.name(), task, graph.reader(source.name()), next, failuresOf(source), context);
        }
        Node.WideNode wide = (Node.WideNode) node;
        List<Exchange> inputs = graph.exchanges(wide);
        if (wide.operation() instanceof Wide.MapWithState stateful) {
            return new MapWithStateHead(
                    wide,
                    stateful.spec(),
                    shards.apply(task).table(wide.name()),
                    task,
                    graph.parallelism(),
                    inputs.get(0).buffersFor(task),
                    next,
                    sideOf(wide, Node.Side.SNAPSHOTS),
                    new KeyTimers(stateful.isEventTime() ? tables(wide).get(1) : null, wide.name(), graph.watermarks()),
                    failuresOf(wide),
                    context);
        } else if (wide.operation() instanceof Wide.UpdateState stateful) {
            return new UpdateStateHead(
                    wide,
                    stateful,
                    shards.apply(task).table(wide.name()),
                    task,
                    graph.parallelism(),
                    inputs.get(0).buffersFor(task),
                    next,
                    context);
        } else if (wide.operation() instanceof Wide.CollectWindow window) {
            List<RowBuffer> buffers = inputs.get(0).buffersFor(task);
            return new CollectWindowHead(wide, window, tables(wide).get(0), buffers, next, context);
        } else if (wide.operation() instanceof Wide.ReduceWindow window) {
            return reduceWindow(wide, window, inputs.get(0).buffersFor(task), next);
        } else if (wide.operation().isEventTime() || wide.operation() instanceof Wide.Deduplicate) {
            return eventTime(wide, inputs, next);
        }
        return WideHead.of(wide, task, inputs, next, context);
    }

    private Head eventTime(Node.WideNode node, List<Exchange> inputs, Output next) {
        List<StateTable> tables = tables(node);
        List<RowBuffer> buffers = inputs.get(0).buffersFor(task);
        LateRecords late = new LateRecords(node, sideOf(node, Node.Side.LATE), context);
        if (node.operation() instanceof Wide.EventWindowing windows) {
            return windows.windows().kind() == EventWindow.Kind.SESSION
                    ? new SessionHead(node, windows, tables.get(0), buffers, next, late, context)
                    : new EventWindowHead(node, windows, tables.get(0), tables.get(1), buffers, next, late, context);
        } else if (node.operation() instanceof Wide.Deduplicate operation) {
            return new DeduplicateHead(node, operation, tables.get(0), buffers, next, late, context);
        }
        return new IntervalJoinHead(
                node,
                (Wide.IntervalJoin) node.operation(),
                tables,
                List.of(buffers, inputs.get(1).buffersFor(task)),
                next,
                List.of(late, new LateRecords(node, sideOf(node, Node.Side.LATE_RIGHT), context)),
                context);
    }

    private Head reduceWindow(Node.WideNode node, Wide.ReduceWindow window, List<RowBuffer> buffers, Output next) {
        List<StateTable> tables = tables(node);
        return window.inverse() == null
                ? new TreeWindowHead(node, window, tables.get(0), tables.get(1), buffers, next, context)
                : new InverseWindowHead(
                        node, window, tables.get(0), tables.get(1), tables.get(2), buffers, next, context);
    }

    /** What the operator keeps in the shard of this task. */
    private List<StateTable> tables(Node.WideNode node) {
        Shard shard = shards.apply(task);
        return node.operation().tables(node.name()).stream()
                .map(table -> shard.table(table.name()))
                .toList();
    }

    /** What takes a side output of a node; null if the job has not asked for it. */
    private @Nullable Output sideOf(Node node, Node.Side side) {
        List<Output> readers = graph.plan().readersOf(node).stream()
                .filter(reader -> reader instanceof Node.SideNode of && of.side() == side)
                .map(this::outputOf)
                .toList();
        return readers.isEmpty() ? null : FanOut.to(readers);
    }

    private FailedRecords failuresOf(Node node) {
        return new FailedRecords(node, sideOf(node, Node.Side.FAILED), context);
    }

    /** What takes the records that a node emits in this stage. */
    private Output outputOf(Node node) {
        Output known = outputs.get(node.id());
        if (known == null) {
            known = FanOut.to(graph.plan().readersOf(node).stream()
                    .filter(reader -> !(reader instanceof Node.SideNode))
                    .flatMap(reader -> stepsInto(reader, node).stream())
                    .toList());
            outputs.put(node.id(), known);
        }
        return known;
    }

    /** The steps by which a reader takes a node's records: several if it reads them through several inputs. */
    private List<Output> stepsInto(Node reader, Node input) {
        if (reader instanceof Node.NarrowNode narrow) {
            return List.of(step(narrow, () -> NarrowSteps.step(narrow, outputOf(narrow), failuresOf(narrow), context)));
        } else if (reader instanceof Node.SinkNode sink) {
            return List.of(step(sink, () -> new OutboxStep(sink, graph.sinkContext(sink.name()), task, context)));
        }
        List<Output> into = new ArrayList<>();
        for (int i = 0; i < reader.inputs().size(); i++) {
            if (reader.inputs().get(i).equals(input)) {
                into.add(reader instanceof Node.WideNode wide ? shuffle(wide, i) : outputOf(reader));
            }
        }
        return into;
    }

    /** One shuffle step per input port: different inputs of a cogroup must not mix. */
    private Output shuffle(Node.WideNode wide, int input) {
        RowBuffer[] targets = graph.exchanges(wide).get(input).addWriter();
        Output step = ShuffleSteps.step(wide, targets, task, context);
        steps.computeIfAbsent(wide.id(), id -> new ArrayList<>()).add(step);
        return step;
    }

    private final Map<Integer, Output> stepById = new HashMap<>();

    private Output step(Node node, java.util.function.Supplier<Output> maker) {
        Output known = stepById.get(node.id());
        if (known == null) {
            known = maker.get();
            stepById.put(node.id(), known);
            steps.computeIfAbsent(node.id(), id -> new ArrayList<>()).add(known);
        }
        return known;
    }
}

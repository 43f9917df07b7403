package io.holdfast;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.function.Function2;
import io.holdfast.model.Accumulator;
import io.holdfast.model.Broadcast;
import io.holdfast.model.ReadLimits;
import io.holdfast.plan.EventTimePlan;
import io.holdfast.plan.Names;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Shared;
import io.holdfast.plan.Wide;
import io.holdfast.plan.Window;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The graph of a job while it is being put together. Closed when the job starts. */
final class Graph {

    private final long batchMillis;
    private final List<Node> nodes = new ArrayList<>();

    /** By id: the nodes whose records all have a time. */
    private final BitSet timed = new BitSet();

    private final Names names = new Names();
    private final List<Accumulator<Object>> accumulators = new ArrayList<>();
    private final List<Broadcast<Object>> broadcasts = new ArrayList<>();
    private boolean closed;

    Graph(Duration batchInterval) {
        this.batchMillis = batchInterval.toMillis();
    }

    private <N extends Node> N add(N node) {
        requireOpen();
        nodes.add(node);
        timed.set(node.id(), isTimed(node));
        return node;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the job has started: its graph can no longer change");
        }
    }

    Node.SourceNode source(String name, Source<?> source, ReadLimits limits) {
        return add(
                new Node.SourceNode(nodes.size(), names.claim(name, "source"), Objects.requireNonNull(source), limits));
    }

    Node narrow(Node input, Narrow operation) {
        return add(new Node.NarrowNode(nodes.size(), input, operation));
    }

    Node union(List<Node> inputs) {
        requireOneSlide("union", inputs);
        return add(new Node.UnionNode(nodes.size(), inputs));
    }

    Node wide(List<Node> inputs, Wide operation) {
        requireOneSlide(operation.kind(), inputs);
        return add(new Node.WideNode(nodes.size(), "", inputs, operation));
    }

    Node.WideNode stateful(String name, Node input, Wide operation) {
        return stateful(name, List.of(input), operation);
    }

    Node.WideNode stateful(String name, List<Node> inputs, Wide operation) {
        requireOneSlide(operation.kind(), inputs);
        return add(new Node.WideNode(nodes.size(), names.claim(name, operation.kind()), inputs, operation));
    }

    /** A window over a stream; the slide is that of the stream if it is null. */
    Window window(String name, Node input, Duration length, @Nullable Duration slide) {
        long step = Math.max(batchMillis, Plan.slideMillis(input));
        long lengthMillis = multiple(name, "length", length, step);
        return new Window(lengthMillis, slide == null ? step : multiple(name, "slide", slide, step));
    }

    private static long multiple(String name, String what, Duration duration, long stepMillis) {
        long millis = duration.toMillis();
        if (millis <= 0 || millis % stepMillis != 0 || !duration.equals(Duration.ofMillis(millis))) {
            throw new ConfigurationException("the " + what + " of window '" + name + "' is " + duration
                    + ": it must be a multiple of how often its stream has a batch, which is "
                    + Duration.ofMillis(stepMillis));
        }
        return millis;
    }

    private static void requireOneSlide(String kind, List<Node> inputs) {
        if (inputs.stream().mapToLong(Plan::slideMillis).distinct().count() > 1) {
            throw new ConfigurationException("the streams of a " + kind + " have batches at different times, every "
                    + inputs.stream()
                            .map(input -> Plan.slideMillis(input) == 0
                                    ? "batch interval"
                                    : Duration.ofMillis(Plan.slideMillis(input)).toString())
                            .collect(Collectors.joining(" and "))
                    + ": give their windows the same slide");
        }
    }

    Node side(Node of, Node.Side side) {
        return add(new Node.SideNode(nodes.size(), of, side));
    }

    /** Dead letters of a node, of which there is one stream however often it is asked for. */
    Node deadLetters(Node of) {
        for (Node node : nodes) {
            if (node instanceof Node.SideNode side && side.of().equals(of) && side.side() == Node.Side.FAILED) {
                return side;
            }
        }
        if (!handlesRecordsOneByOne(of)) {
            throw new ConfigurationException(
                    "operation " + of.kind()
                            + " has no dead letters: it handles records together, so none can be said to have failed. They are for"
                            + " sources and for map, flatMap, filter, mapValues, flatMapValues, withEventTime and mapWithState");
        }
        return side(of, Node.Side.FAILED);
    }

    private static boolean handlesRecordsOneByOne(Node node) {
        if (node instanceof Node.NarrowNode narrow) {
            return !(narrow.operation() instanceof Narrow.MapPartitions
                    || narrow.operation() instanceof Narrow.Count
                    || narrow.operation() instanceof Narrow.Scatter);
        }
        return node instanceof Node.SourceNode
                || (node instanceof Node.WideNode wide && wide.operation() instanceof Wide.MapWithState);
    }

    /** Whether all records of a stream have a time. */
    boolean hasEventTime(Node node) {
        return timed.get(node.id());
    }

    private boolean isTimed(Node node) {
        if (node instanceof Node.NarrowNode narrow && narrow.operation() instanceof Narrow.AssignTime) {
            return true;
        }
        return !node.inputs().isEmpty()
                && EventTimePlan.keepsTime(node)
                && node.inputs().stream().allMatch(this::hasEventTime);
    }

    @SuppressWarnings("unchecked")
    void sink(String name, Node input, Sink<?> sink) {
        add(new Node.SinkNode(
                nodes.size(), names.claim(name, "sink"), input, (Sink<Object>) Objects.requireNonNull(sink)));
    }

    @SuppressWarnings("unchecked")
    <T> Accumulator<T> accumulator(String name, T zero, Function2<T, T, T> merge) {
        requireOpen();
        Accumulator<T> accumulator = new Accumulator<>(names.claim(name, "accumulator"), zero, merge);
        accumulators.add((Accumulator<Object>) accumulator);
        return accumulator;
    }

    @SuppressWarnings("unchecked")
    <T> Broadcast<T> broadcast(String name, T initial) {
        requireOpen();
        Broadcast<T> broadcast = new Broadcast<>(names.claim(name, "broadcast"), initial);
        broadcasts.add((Broadcast<Object>) broadcast);
        return broadcast;
    }

    Plan close() {
        Plan plan = new Plan(nodes, new Shared(accumulators, broadcasts));
        closed = true;
        return plan;
    }
}

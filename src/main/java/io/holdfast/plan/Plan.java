package io.holdfast.plan;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest.OperatorNode;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The whole graph of a job, in topological order. Immutable.
 *
 * @param nodes in order of their ids
 * @param eventTime where event time begins
 * @param shared what functions share
 */
public record Plan(List<Node> nodes, EventTimePlan eventTime, Shared shared) {

    public Plan(List<Node> nodes, Shared shared) {
        this(nodes, EventTimePlan.of(nodes), shared);
    }

    public Plan {
        nodes = List.copyOf(nodes);
        if (nodes.stream().noneMatch(Node.SinkNode.class::isInstance)) {
            throw new ConfigurationException(
                    "the job has no output: give at least one stream to a sink, " + "foreachBatch or print");
        }
    }

    public List<Node.SourceNode> sources() {
        return select(Node.SourceNode.class, node -> true);
    }

    public List<Node.SinkNode> sinks() {
        return select(Node.SinkNode.class, node -> true);
    }

    /** The operators that keep state. */
    public List<Node.WideNode> stateful() {
        return select(Node.WideNode.class, node -> !tables(node).isEmpty());
    }

    /** The tables of all operators that keep state. */
    public List<Table> tables() {
        return stateful().stream().flatMap(node -> tables(node).stream()).toList();
    }

    private static List<Table> tables(Node.WideNode node) {
        return node.operation().tables(node.name());
    }

    /**
     * How often a node sees records, in milliseconds: the slide of the window that its records come out of; 0 for each
     * batch.
     */
    public static long slideMillis(Node node) {
        if (node instanceof Node.WideNode wide) {
            Window window = wide.operation().window();
            if (window != null) {
                return window.slideMillis();
            }
        }
        return inputSlideMillis(node);
    }

    /** The same of what a node reads; all its inputs have the same. */
    public static long inputSlideMillis(Node node) {
        return node.inputs().isEmpty() ? 0 : slideMillis(node.inputs().get(0));
    }

    /** The nodes that read from this one. */
    public List<Node> readersOf(Node node) {
        return nodes.stream().filter(reader -> reader.inputs().contains(node)).toList();
    }

    /** The graph as a manifest shows it. */
    public List<OperatorNode> lineage() {
        return nodes.stream()
                .map(node -> new OperatorNode(
                        node.id(),
                        node.kind(),
                        node.name(),
                        node.inputs().stream().map(Node::id).toList()))
                .toList();
    }

    /** The same graph with other sources and sinks in their places. */
    public Plan with(Function<Node.SourceNode, Source<?>> sources, Function<Node.SinkNode, Sink<Object>> sinks) {
        Map<Integer, Node> changed = new HashMap<>();
        for (Node node : nodes) {
            changed.put(node.id(), changed(node, changed, sources, sinks));
        }
        return new Plan(
                nodes.stream()
                        .map(node -> Objects.requireNonNull(changed.get(node.id())))
                        .toList(),
                shared);
    }

    private static Node changed(
            Node node,
            Map<Integer, Node> before,
            Function<Node.SourceNode, Source<?>> sources,
            Function<Node.SinkNode, Sink<Object>> sinks) {
        List<Node> inputs = node.inputs().stream()
                .map(input -> Objects.requireNonNull(before.get(input.id())))
                .toList();
        if (node instanceof Node.SourceNode source) {
            return new Node.SourceNode(source.id(), source.name(), sources.apply(source), source.limits());
        } else if (node instanceof Node.NarrowNode narrow) {
            return new Node.NarrowNode(narrow.id(), inputs.get(0), narrow.operation());
        } else if (node instanceof Node.UnionNode union) {
            return new Node.UnionNode(union.id(), inputs);
        } else if (node instanceof Node.WideNode wide) {
            return new Node.WideNode(wide.id(), wide.name(), inputs, wide.operation());
        } else if (node instanceof Node.SideNode side) {
            return new Node.SideNode(side.id(), inputs.get(0), side.side());
        }
        Node.SinkNode sink = (Node.SinkNode) node;
        return new Node.SinkNode(sink.id(), sink.name(), inputs.get(0), sinks.apply(sink));
    }

    private <N extends Node> List<N> select(Class<N> type, Predicate<N> condition) {
        return nodes.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(condition)
                .toList();
    }
}

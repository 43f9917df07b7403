package io.holdfast.plan;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest.OperatorNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * The whole graph of a job, in topological order. Immutable.
 *
 * @param nodes in order of their ids
 */
public record Plan(List<Node> nodes) {

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
        return select(Node.WideNode.class, node -> node.operation().isStateful());
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

    private <N extends Node> List<N> select(Class<N> type, Predicate<N> condition) {
        return nodes.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(condition)
                .toList();
    }
}

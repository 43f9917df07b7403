package io.holdfast;

import io.holdfast.plan.Names;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Wide;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The graph of a job while it is being put together. Closed when the job starts. */
final class Graph {

    private final List<Node> nodes = new ArrayList<>();
    private final Names names = new Names();
    private boolean closed;

    private <N extends Node> N add(N node) {
        if (closed) {
            throw new IllegalStateException("the job has started: its graph can no longer change");
        }
        nodes.add(node);
        return node;
    }

    Node.SourceNode source(String name, Source<?> source) {
        return add(new Node.SourceNode(nodes.size(), names.claim(name, "source"), Objects.requireNonNull(source)));
    }

    Node narrow(Node input, Narrow operation) {
        return add(new Node.NarrowNode(nodes.size(), input, operation));
    }

    Node union(List<Node> inputs) {
        return add(new Node.UnionNode(nodes.size(), inputs));
    }

    Node wide(List<Node> inputs, Wide operation) {
        return add(new Node.WideNode(nodes.size(), "", inputs, operation));
    }

    Node.WideNode stateful(String name, Node input, Wide operation) {
        return add(new Node.WideNode(nodes.size(), names.claim(name, operation.kind()), List.of(input), operation));
    }

    Node snapshots(Node.WideNode state) {
        return add(new Node.SnapshotsNode(nodes.size(), state));
    }

    @SuppressWarnings("unchecked")
    void sink(String name, Node input, Sink<?> sink) {
        add(new Node.SinkNode(
                nodes.size(), names.claim(name, "sink"), input, (Sink<Object>) Objects.requireNonNull(sink)));
    }

    Plan close() {
        Plan plan = new Plan(nodes);
        closed = true;
        return plan;
    }
}

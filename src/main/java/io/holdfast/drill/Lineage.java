package io.holdfast.drill;

import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.OperatorNode;
import io.holdfast.plan.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The graph of a job as its manifests show it: which functions a result can be due to. */
final class Lineage {

    /**
     * They visit keys in the order in which the working copy holds them, or its index of what is due, and a restart changes
     * both.
     */
    private static final Set<String> SCANS = Set.of(
            "updateStateByKey",
            "stateSnapshots",
            "mapWithState",
            "window",
            "groupByKeyAndWindow",
            "reduceByKeyAndWindow",
            "eventWindow",
            "intervalJoin");

    private final Map<Integer, OperatorNode> nodes = new HashMap<>();
    private final Map<String, OperatorNode> named = new HashMap<>();

    Lineage(Manifest manifest) {
        for (OperatorNode node : manifest.operators()) {
            nodes.put(node.id(), node);
            if (!node.name().isEmpty()) {
                named.put(node.name(), node);
            }
        }
    }

    /** The node of a sink, or of an operator, of which this may be one of several tables. */
    private OperatorNode node(String name) {
        return Objects.requireNonNull(named.get(Table.operator(name)), name);
    }

    /** Grows along the edges. */
    int order(String name) {
        return node(name).id();
    }

    /** Such as {@code mapWithState 'counts'}, or, of a table beside its main one, {@code mapWithState 'counts#timers'}. */
    String describe(String name) {
        return node(name).kind() + " '" + name + "'";
    }

    private static String describe(OperatorNode node) {
        return node.name().isEmpty() ? node.kind() + " #" + node.id() : node.kind() + " '" + node.name() + "'";
    }

    /** The operators that lead to this one, back to those that have a name. */
    String path(String name) {
        List<OperatorNode> path = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Deque<OperatorNode> open = new ArrayDeque<>(List.of(node(name)));
        while (!open.isEmpty()) {
            OperatorNode node = open.pop();
            if (seen.add(node.id())) {
                path.add(node);
                if (node.name().isEmpty() || node.name().equals(Table.operator(name))) {
                    node.inputs().forEach(input -> open.push(Objects.requireNonNull(nodes.get(input))));
                }
            }
        }
        Collections.sort(path, (a, b) -> Integer.compare(a.id(), b.id()));
        return path.stream().map(Lineage::describe).collect(Collectors.joining(" -> "));
    }

    /** Whether the engine itself does not promise the order of what arrives there: something before it visits all keys. */
    boolean isInAnyOrder(String name) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(node(name).inputs());
        while (!open.isEmpty()) {
            OperatorNode node = Objects.requireNonNull(nodes.get(open.pop()));
            if (seen.add(node.id())) {
                if (SCANS.contains(node.kind())) {
                    return true;
                }
                open.addAll(node.inputs());
            }
        }
        return false;
    }
}

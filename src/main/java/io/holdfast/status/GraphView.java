package io.holdfast.status;

import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.OperatorNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator graph of a batch, with how many records went along each edge, as far as the batch counted them: what sources read,
 * what shuffles moved, what sinks got, and what follows from that because an operator passes each record on.
 *
 * @param nodes in the order of their ids
 * @param edges from what is read to what reads it
 */
record GraphView(List<Node> nodes, List<Edge> edges) {

    /** Operators that give a record for each record. */
    private static final Set<String> ONE_TO_ONE =
            Set.of("map", "mapValues", "withEventTime", "scatter", "union", "repartition");

    /**
     * An operator.
     *
     * @param stage counted from 0; a shuffle begins a new one
     * @param keys with state; null if it has none
     */
    record Node(int id, String kind, String name, String role, int stage, @Nullable Long keys) {}

    /**
     * A stream between two operators.
     *
     * @param records null if they were not counted
     * @param shuffle whether records change tasks on their way
     */
    record Edge(int from, int to, @Nullable Long records, boolean shuffle) {}

    static GraphView of(Manifest manifest) {
        return new Drawing(manifest).view();
    }

    private static final class Drawing {

        private final Manifest manifest;
        private final Map<Integer, Integer> stages = new HashMap<>();
        private final Map<Integer, @Nullable Long> out = new HashMap<>();
        private final Set<Integer> wide = new HashSet<>();

        Drawing(Manifest manifest) {
            this.manifest = manifest;
            for (OperatorNode node : manifest.operators()) {
                if (manifest.counts().containsKey("operator." + node.id() + ".records")) {
                    wide.add(node.id());
                }
            }
        }

        GraphView view() {
            List<Node> nodes = new ArrayList<>();
            List<Edge> edges = new ArrayList<>();
            for (OperatorNode node : manifest.operators()) {
                nodes.add(new Node(node.id(), node.kind(), node.name(), role(node), stage(node), keys(node)));
                out.put(node.id(), passed(node));
            }
            for (OperatorNode node : manifest.operators()) {
                for (int input : node.inputs()) {
                    edges.add(new Edge(input, node.id(), along(input, node), wide.contains(node.id())));
                }
            }
            return new GraphView(nodes, edges);
        }

        private String role(OperatorNode node) {
            if (node.inputs().isEmpty()) {
                return "source";
            } else if (manifest.sinks().containsKey(node.name())) {
                return "sink";
            }
            return keys(node) == null ? "operator" : "state";
        }

        private int stage(OperatorNode node) {
            int before = node.inputs().stream()
                    .mapToInt(input -> stages.getOrDefault(input, 0))
                    .max()
                    .orElse(0);
            int stage = wide.contains(node.id()) ? before + 1 : before;
            stages.put(node.id(), stage);
            return stage;
        }

        private @Nullable Long keys(OperatorNode node) {
            Manifest.StateProgress state = manifest.states().get(node.name());
            return node.name().isEmpty() || state == null
                    ? null
                    : state.keys().stream().mapToLong(Long::longValue).sum();
        }

        /** How many records an operator passes on; null if that is not known. */
        private @Nullable Long passed(OperatorNode node) {
            if (node.inputs().isEmpty()) {
                return manifest.counts().get("source." + node.name() + ".records");
            }
            return ONE_TO_ONE.contains(node.kind()) ? taken(node) : null;
        }

        private @Nullable Long taken(OperatorNode node) {
            if (wide.contains(node.id())) {
                return manifest.counts().get("operator." + node.id() + ".records");
            }
            long sum = 0;
            for (int input : node.inputs()) {
                Long records = out.get(input);
                if (records == null) {
                    return null;
                }
                sum += records;
            }
            return sum;
        }

        private @Nullable Long along(int input, OperatorNode node) {
            if (node.inputs().size() == 1 && wide.contains(node.id())) {
                return taken(node);
            }
            if (manifest.sinks().containsKey(node.name())) {
                return manifest.counts()
                        .getOrDefault(
                                "sink." + node.name() + ".records",
                                manifest.counts().isEmpty() ? null : 0L);
            }
            return out.get(input);
        }
    }
}

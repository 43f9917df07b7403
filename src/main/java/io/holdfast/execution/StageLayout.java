package io.holdfast.execution;

import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Wide;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which node runs in which stage. Sources begin stage 0; a wide node begins the stage after the last one that feeds it;
 * all other nodes run wherever their inputs do, in several stages if they must.
 */
final class StageLayout {

    private final int parallelism;
    private final Map<Integer, Set<Integer>> stagesById = new HashMap<>();
    private final int stages;

    StageLayout(Plan plan, int parallelism) {
        this.parallelism = parallelism;
        for (Node node : plan.nodes()) {
            stagesById.put(node.id(), stagesOf(node));
        }
        this.stages = 1
                + stagesById.values().stream()
                        .flatMap(Set::stream)
                        .max(Integer::compare)
                        .orElse(0);
    }

    private Set<Integer> stagesOf(Node node) {
        if (node instanceof Node.SourceNode) {
            return Set.of(0);
        }
        TreeSet<Integer> ofInputs = node.inputs().stream()
                .flatMap(input -> stages(input).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return node instanceof Node.WideNode ? Set.of(ofInputs.last() + 1) : ofInputs;
    }

    int count() {
        return stages;
    }

    private Set<Integer> stages(Node node) {
        return stagesById.getOrDefault(node.id(), Set.of());
    }

    boolean runsIn(Node node, int stage) {
        return stages(node).contains(stage);
    }

    /** Whether the node begins this stage. */
    boolean begins(Node node, int stage) {
        return (node instanceof Node.SourceNode || node instanceof Node.WideNode) && runsIn(node, stage);
    }

    /** How many tasks run a node that begins a stage. */
    int tasks(Node head) {
        if (head instanceof Node.WideNode wide) {
            if (wide.operation() instanceof Wide.Repartition repartition) {
                return repartition.tasks();
            } else if (wide.operation() instanceof Wide.Transform) {
                return 1;
            }
            int count = wide.operation().partitions().count();
            return count == 0 ? parallelism : count;
        }
        return parallelism;
    }
}

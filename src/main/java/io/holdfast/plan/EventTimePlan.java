package io.holdfast.plan;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.EventTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where event time begins in a graph, and whom it concerns.
 *
 * @param sources the event time of each source that has it
 * @param operators per name of an operator that goes by event time, the sources that it depends on
 */
public record EventTimePlan(
        SortedMap<String, EventTime<Object>> sources, SortedMap<String, SortedSet<String>> operators) {

    static EventTimePlan of(List<Node> nodes) {
        return new Derivation().of(nodes);
    }

    /** Whether there is any event time. */
    public boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Whether what comes out of a node has the time of what goes in; for a source, of course, nothing goes in. */
    public static boolean keepsTime(Node node) {
        if (node instanceof Node.NarrowNode narrow) {
            return !(narrow.operation() instanceof Narrow.MapPartitions || narrow.operation() instanceof Narrow.Count);
        } else if (node instanceof Node.WideNode wide) {
            Wide operation = wide.operation();
            return !(operation instanceof Wide.Transform
                    || operation instanceof Wide.UpdateState
                    || operation.window() != null);
        } else if (node instanceof Node.SideNode side) {
            return side.side() == Node.Side.LATE || side.side() == Node.Side.LATE_RIGHT;
        }
        return true;
    }

    private static final class Derivation {

        private final Map<Integer, SortedSet<String>> timed = new HashMap<>();
        private final Map<Integer, SortedSet<String>> untimed = new HashMap<>();
        private final Set<Integer> shuffled = new TreeSet<>();
        private final SortedMap<String, EventTime<Object>> sources = new TreeMap<>();
        private final SortedMap<String, SortedSet<String>> operators = new TreeMap<>();

        EventTimePlan of(List<Node> nodes) {
            nodes.forEach(this::visit);
            return new EventTimePlan(
                    Collections.unmodifiableSortedMap(sources), Collections.unmodifiableSortedMap(operators));
        }

        private void visit(Node node) {
            SortedSet<String> with = inherited(node, timed);
            SortedSet<String> without = inherited(node, untimed);
            if (node instanceof Node.SourceNode) {
                without.add(node.name());
            } else if (node instanceof Node.NarrowNode narrow && narrow.operation() instanceof Narrow.AssignTime time) {
                assign(node, with, without, time.eventTime());
                with.addAll(without);
                without.clear();
            }
            if (!keepsTime(node)) {
                without.addAll(with);
                with.clear();
            }
            boolean wide = node instanceof Node.WideNode;
            if (wide || node.inputs().stream().anyMatch(input -> shuffled.contains(input.id()))) {
                shuffled.add(node.id());
            }
            if (node instanceof Node.WideNode operator && operator.operation().isEventTime()) {
                requireTime(node, without);
                operators.put(node.name(), with);
            }
            timed.put(node.id(), with);
            untimed.put(node.id(), without);
        }

        private SortedSet<String> inherited(Node node, Map<Integer, SortedSet<String>> known) {
            SortedSet<String> all = new TreeSet<>();
            node.inputs().forEach(input -> all.addAll(known.getOrDefault(input.id(), new TreeSet<>())));
            return all;
        }

        private void assign(Node node, Set<String> with, Set<String> without, EventTime<Object> time) {
            if (shuffled.contains(node.inputs().get(0).id())) {
                throw new ConfigurationException("withEventTime comes after records of " + union(with, without)
                        + " were shuffled: watermarks are kept per split of a source, so give event time before any"
                        + " operation that brings records together");
            }
            for (String source : union(with, without)) {
                if (sources.putIfAbsent(source, time) != null) {
                    throw new ConfigurationException(
                            "source '" + source + "' is given event time twice: it has one watermark per split");
                }
            }
        }

        private static SortedSet<String> union(Set<String> one, Set<String> other) {
            SortedSet<String> both = new TreeSet<>(one);
            both.addAll(other);
            return both;
        }

        private static void requireTime(Node node, Set<String> without) {
            if (!without.isEmpty()) {
                throw new ConfigurationException(node.kind() + " '" + node.name()
                        + "' goes by event time, but records of " + without
                        + " have none there: call withEventTime on that stream first; the time of a record is lost in"
                        + " mapPartitions, transform, updateStateByKey, windows in batch time and state snapshots");
            }
        }
    }
}

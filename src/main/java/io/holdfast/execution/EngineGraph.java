package io.holdfast.execution;

import io.holdfast.codec.Types;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.sink.SinkContext;
import io.holdfast.source.SourceReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What all tasks of an engine are built from. */
final class EngineGraph {

    private final Plan plan;
    private final StageLayout layout;
    private final int parallelism;
    private final Types types;
    private final String timeline;
    private final Map<String, SourceReader<?>> readers;
    private final Function<String, SinkContext> sinkContexts;
    private final BatchWatermarks watermarks = new BatchWatermarks();
    private final Map<Integer, List<Exchange>> exchanges = new HashMap<>();

    EngineGraph(
            Plan plan,
            int parallelism,
            Types types,
            String timeline,
            Map<String, SourceReader<?>> readers,
            Function<String, SinkContext> sinkContexts) {
        this.plan = plan;
        this.layout = new StageLayout(plan, parallelism);
        this.parallelism = parallelism;
        this.types = types;
        this.timeline = timeline;
        this.readers = Map.copyOf(readers);
        this.sinkContexts = sinkContexts;
        for (Node node : plan.nodes()) {
            if (node instanceof Node.WideNode wide) {
                exchanges.put(
                        wide.id(),
                        wide.inputs().stream()
                                .map(input -> new Exchange(layout.tasks(wide)))
                                .toList());
            }
        }
    }

    Plan plan() {
        return plan;
    }

    StageLayout layout() {
        return layout;
    }

    int parallelism() {
        return parallelism;
    }

    Types types() {
        return types;
    }

    String timeline() {
        return timeline;
    }

    BatchWatermarks watermarks() {
        return watermarks;
    }

    SourceReader<?> reader(String source) {
        return Objects.requireNonNull(readers.get(source), source);
    }

    SinkContext sinkContext(String sink) {
        return sinkContexts.apply(sink);
    }

    /** The exchanges into a wide node, one per input. */
    List<Exchange> exchanges(Node.WideNode wide) {
        return Objects.requireNonNull(exchanges.get(wide.id()));
    }

    /** How many tasks a stage has. */
    int tasks(int stage) {
        return plan.nodes().stream()
                .filter(node -> layout.begins(node, stage))
                .mapToInt(layout::tasks)
                .max()
                .orElse(0);
    }
}

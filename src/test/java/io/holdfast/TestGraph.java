package io.holdfast;

import io.holdfast.function.Function2;
import io.holdfast.model.Accumulator;
import io.holdfast.model.Broadcast;
import io.holdfast.model.ReadLimits;
import io.holdfast.plan.Plan;
import io.holdfast.source.Source;
import java.time.Duration;

/** Describes jobs through the public streams, without the context that would wire them to real threads and disks. */
public final class TestGraph {

    private final Graph graph = new Graph(Duration.ofSeconds(1));

    public <T> DStream<T> stream(String name, Source<T> source) {
        return stream(name, source, ReadLimits.NONE);
    }

    public <T> DStream<T> stream(String name, Source<T> source, ReadLimits limits) {
        return new DStream<>(graph, graph.source(name, source, limits));
    }

    public <T> Accumulator<T> accumulator(String name, T zero, Function2<T, T, T> merge) {
        return graph.accumulator(name, zero, merge);
    }

    public <T> Broadcast<T> broadcast(String name, T initial) {
        return graph.broadcast(name, initial);
    }

    /** The graph as the driver takes it. */
    public Plan plan() {
        return graph.close();
    }
}

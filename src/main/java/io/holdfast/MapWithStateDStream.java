package io.holdfast;

import io.holdfast.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mapWithState} emits, and the state behind it.
 *
 * @param <K> the type of keys
 * @param <S> the type of state
 * @param <M> the type of records emitted
 */
public final class MapWithStateDStream<K, S, M extends @Nullable Object> extends DStream<M> {

    private final Node.WideNode state;

    MapWithStateDStream(Graph graph, Node.WideNode state) {
        super(graph, state);
        this.state = state;
    }

    /** All keys and their state after each batch. Costs what all keys cost. */
    public PairDStream<K, S> stateSnapshots() {
        return new PairDStream<>(graph, graph.side(state, Node.Side.SNAPSHOTS));
    }
}

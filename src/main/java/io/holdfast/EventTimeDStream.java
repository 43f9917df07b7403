package io.holdfast;

import io.holdfast.plan.Node;

/**
 * What an operator that goes by event time emits, and what came too late for it.
 *
 * @param <K> the type of keys
 * @param <R> the type of results
 * @param <V> the type of values that went in
 */
public final class EventTimeDStream<K, R, V> extends PairDStream<K, R> {

    private final Node.WideNode operator;

    EventTimeDStream(Graph graph, Node.WideNode operator) {
        super(graph, operator);
        this.operator = operator;
    }

    /**
     * Records that came too late to have any part in the results. They are counted in the manifest of the batch in any case,
     * and gone unless they are read here.
     */
    public PairDStream<K, V> late() {
        return new PairDStream<>(graph, graph.side(operator, Node.Side.LATE));
    }
}

package io.holdfast;

import io.holdfast.function.Function1;
import io.holdfast.model.Pair;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;

/**
 * What an interval join emits, and what came too late for it.
 *
 * @param <K> the type of keys
 * @param <R> the type of results
 * @param <V> the type of values of the left stream
 * @param <W> the type of values of the right stream
 */
public final class IntervalJoinDStream<K, R, V, W> extends PairDStream<K, R> {

    private final Node.WideNode operator;

    private IntervalJoinDStream(Graph graph, Node.WideNode operator, Node results) {
        super(graph, results);
        this.operator = operator;
    }

    static <K, R, V, W> IntervalJoinDStream<K, R, V, W> of(
            Graph graph, Node.WideNode operator, Function1<Pair<V, W>, R> result) {
        Node results = graph.narrow(operator, new Narrow.MapValues(Erased.function(result)));
        return new IntervalJoinDStream<>(graph, operator, results);
    }

    /** Records of the left stream that came too late to be joined. */
    public PairDStream<K, V> lateLeft() {
        return new PairDStream<>(graph, graph.side(operator, Node.Side.LATE));
    }

    /** Records of the right stream that came too late to be joined. */
    public PairDStream<K, W> lateRight() {
        return new PairDStream<>(graph, graph.side(operator, Node.Side.LATE_RIGHT));
    }
}

package io.holdfast;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Function4;
import io.holdfast.function.Predicate;
import io.holdfast.function.Supplier;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.Partitioner;
import io.holdfast.model.StateSpec;
import io.holdfast.model.Windowed;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Partitions;
import io.holdfast.plan.Wide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of pairs. A key is what its bytes are: keys are strings, numbers and other built-in values, enums, and records or
 * lists of these.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public sealed class PairDStream<K, V> extends DStream<Pair<K, V>> permits EventTimeDStream, IntervalJoinDStream {

    private final Partitions partitions;

    PairDStream(Graph graph, Node node) {
        this(graph, node, Partitions.DEFAULT);
    }

    private PairDStream(Graph graph, Node node, Partitions partitions) {
        super(graph, node);
        this.partitions = partitions;
    }

    /**
     * The same stream, whose {@code reduceByKey}, {@code groupByKey}, {@code combineByKey}, {@code aggregateByKey},
     * {@code cogroup} and joins run in this many tasks, from 1 to 4096, instead of one per shard. What keeps state runs in the
     * shards.
     */
    public PairDStream<K, V> partitionedBy(int tasks) {
        return new PairDStream<>(graph, node, Partitions.of(tasks));
    }

    /** The same with the tasks that a partitioner chooses for keys. */
    @SuppressWarnings("unchecked")
    public PairDStream<K, V> partitionedBy(Partitioner<? super K> partitioner) {
        Partitions chosen = new Partitions(
                Partitions.of(partitioner.partitions()).count(), (Partitioner<Object>) (Partitioner<?>) partitioner);
        return new PairDStream<>(graph, node, chosen);
    }

    @Override
    public PairDStream<K, V> filter(Predicate<? super Pair<K, V>> predicate) {
        return new PairDStream<>(graph, super.filter(predicate).node);
    }

    @Override
    public PairDStream<K, V> union(DStream<Pair<K, V>> other) {
        return new PairDStream<>(graph, super.union(other).node);
    }

    @Override
    public PairDStream<K, V> repartition(int partitions) {
        return new PairDStream<>(graph, super.repartition(partitions).node);
    }

    /** The keys. */
    public DStream<K> keys() {
        return map(Pair::key);
    }

    /** The values. */
    public DStream<V> values() {
        return map(Pair::value);
    }

    /** The same keys with other values. */
    public <W> PairDStream<K, W> mapValues(Function1<? super V, ? extends W> function) {
        return new PairDStream<>(graph, graph.narrow(node, new Narrow.MapValues(Erased.function(function))));
    }

    /** The same keys with any number of other values each. */
    public <W> PairDStream<K, W> flatMapValues(Function1<? super V, ? extends Iterator<? extends W>> function) {
        return new PairDStream<>(graph, graph.narrow(node, new Narrow.FlatMapValues(Erased.iterating(function))));
    }

    /** The values of each key in each batch combined to one. The function must be associative and commutative. */
    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function) {
        return combine("reduceByKey", value -> value, Erased.function(function), Erased.function(function), true);
    }

    @Override
    public PairDStream<K, V> window(String name, Duration length, Duration slide) {
        return new PairDStream<>(graph, windowed(name, length, slide));
    }

    @Override
    public PairDStream<K, V> window(String name, Duration length) {
        return new PairDStream<>(graph, windowed(name, length, null));
    }

    /**
     * The values that each key has in each window combined to one, at each slide. A window is made up of panes, whose
     * combinations are kept: what a batch costs follows the keys that come in and those that leave, whatever the length,
     * and at each slide all keys that are emitted.
     *
     * @param name identifies the state across restarts
     * @param reduce associative and commutative
     * @param length a multiple of the batch interval, or of the slide of a stream that comes out of a window itself
     * @param slide the same
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            String name, Function2<V, V, V> reduce, Duration length, Duration slide) {
        return reduceWindow(name, reduce, null, null, length, slide);
    }

    /** The same at each batch, or at each slide of a stream that comes out of a window itself. */
    public PairDStream<K, V> reduceByKeyAndWindow(String name, Function2<V, V, V> reduce, Duration length) {
        return reduceWindow(name, reduce, null, null, length, null);
    }

    /**
     * The same with a function that takes what leaves the window out of a combination, which is cheaper still. A key is
     * kept and emitted for ever, even when nothing of it is left in the window, as Spark defines it: use the other form
     * to let it go.
     *
     * @param inverse given the combination and what leaves, gives the combination of the rest
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            String name, Function2<V, V, V> reduce, Function2<V, V, V> inverse, Duration length, Duration slide) {
        return reduceWindow(name, reduce, Objects.requireNonNull(inverse, "inverse"), null, length, slide);
    }

    /**
     * The same, emitting and keeping only what passes: for counts, those that are not 0. Let go only keys of which nothing is
     * left in the window: another begins anew with what comes next, but what it had before is still taken out of that.
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            String name,
            Function2<V, V, V> reduce,
            Function2<V, V, V> inverse,
            Duration length,
            Duration slide,
            Predicate<? super Pair<K, V>> keep) {
        return reduceWindow(
                name, reduce, Objects.requireNonNull(inverse, "inverse"), Erased.predicate(keep), length, slide);
    }

    private PairDStream<K, V> reduceWindow(
            String name,
            Function2<V, V, V> reduce,
            @Nullable Function2<V, V, V> inverse,
            @Nullable Predicate<Object> keep,
            Duration length,
            @Nullable Duration slide) {
        Wide window = new Wide.ReduceWindow(
                "reduceByKeyAndWindow",
                Erased.function(reduce),
                inverse == null ? null : Erased.function(inverse),
                keep,
                graph.window(name, node, length, slide));
        return new PairDStream<>(graph, graph.stateful(name, node, window));
    }

    /**
     * The values that each key has in each window, older panes first, at each slide. Costs at each slide what all values in
     * the window cost.
     *
     * @param name identifies the state across restarts
     */
    public PairDStream<K, List<V>> groupByKeyAndWindow(String name, Duration length, Duration slide) {
        return groupWindow(name, length, slide);
    }

    /** The same at each batch, or at each slide of a stream that comes out of a window itself. */
    public PairDStream<K, List<V>> groupByKeyAndWindow(String name, Duration length) {
        return groupWindow(name, length, null);
    }

    private PairDStream<K, List<V>> groupWindow(String name, Duration length, @Nullable Duration slide) {
        Wide window = new Wide.CollectWindow("groupByKeyAndWindow", true, graph.window(name, node, length, slide));
        return new PairDStream<>(graph, graph.stateful(name, node, window));
    }

    @Override
    public PairDStream<K, V> skipFailures() {
        super.skipFailures();
        return this;
    }

    @Override
    public PairDStream<K, V> withEventTime(EventTime<Pair<K, V>> time) {
        return new PairDStream<>(graph, super.withEventTime(time).node);
    }

    /**
     * The values that each key has in each of its windows in event time combined to one, when the watermark reaches the end of
     * the window, and again when late records come that it still takes. The stream must have event time.
     *
     * @param name identifies the state across restarts
     * @param reduce associative and commutative
     */
    public EventTimeDStream<K, Windowed<V>, V> reduceByEventWindow(
            String name, EventWindow window, Function2<V, V, V> reduce) {
        return aggregateByEventWindow(name, window, value -> value, reduce, reduce);
    }

    /** All values that each key has in each of its windows in event time. */
    public EventTimeDStream<K, Windowed<List<V>>, V> groupByEventWindow(String name, EventWindow window) {
        return this.<List<V>>aggregateByEventWindow(
                name, window, List::of, (values, value) -> joined(values, List.of(value)), PairDStream::joined);
    }

    private static <V> List<V> joined(List<V> first, List<V> second) {
        List<V> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /**
     * Like {@link #reduceByEventWindow}, to something of another type.
     *
     * @param create makes a combination of a first value
     * @param add adds a value to a combination, which it may change
     * @param merge merges two combinations, of which it may change the first
     */
    public <C> EventTimeDStream<K, Windowed<C>, V> aggregateByEventWindow(
            String name,
            EventWindow window,
            Function1<? super V, C> create,
            Function2<C, ? super V, C> add,
            Function2<C, C, C> merge) {
        Wide windowing = new Wide.EventWindowing(
                Objects.requireNonNull(window, "window"),
                Erased.function(create),
                Erased.function(add),
                Erased.function(merge));
        return new EventTimeDStream<>(graph, graph.stateful(name, node, windowing));
    }

    /**
     * The first record of each key, and none of the others that happen within a time after it; by batch time if the stream
     * has no event time. With event time, records that come when the watermark is past that time are late.
     *
     * @param name identifies the state across restarts
     */
    public EventTimeDStream<K, V, V> deduplicate(String name, Duration within) {
        if (within.toMillis() < 1) {
            throw new IllegalArgumentException("within must be at least 1 ms, found " + within);
        }
        Wide deduplicate = new Wide.Deduplicate(within.toMillis(), graph.hasEventTime(node));
        return new EventTimeDStream<>(graph, graph.stateful(name, node, deduplicate));
    }

    /**
     * Pairs each record with those of the other stream that have the same key and happened from {@code lower} to
     * {@code upper} later, both included; negative durations are earlier. Both streams must have event time. Records are
     * kept until the watermark says that nothing can match them any more; those that happened before the watermark are late.
     *
     * @param name identifies the state across restarts
     */
    public <W> IntervalJoinDStream<K, Pair<V, W>, V, W> intervalJoin(
            String name, PairDStream<K, W> other, Duration lower, Duration upper) {
        return IntervalJoinDStream.of(graph, interval(name, other, lower, upper, false, false), pair -> pair);
    }

    /** Like {@link #intervalJoin}, with each record of this stream at least once: alone when nothing can match it any more. */
    public <W> IntervalJoinDStream<K, Pair<V, Optional<W>>, V, W> leftOuterIntervalJoin(
            String name, PairDStream<K, W> other, Duration lower, Duration upper) {
        return IntervalJoinDStream.of(
                graph,
                interval(name, other, lower, upper, true, false),
                pair -> Pair.of(pair.key(), Optional.ofNullable(pair.value())));
    }

    /** Like {@link #intervalJoin}, with each record of the other stream at least once. */
    public <W> IntervalJoinDStream<K, Pair<Optional<V>, W>, V, W> rightOuterIntervalJoin(
            String name, PairDStream<K, W> other, Duration lower, Duration upper) {
        return IntervalJoinDStream.of(
                graph,
                interval(name, other, lower, upper, false, true),
                pair -> Pair.of(Optional.ofNullable(pair.key()), pair.value()));
    }

    /** Like {@link #intervalJoin}, with each record of both streams at least once. */
    public <W> IntervalJoinDStream<K, Pair<Optional<V>, Optional<W>>, V, W> fullOuterIntervalJoin(
            String name, PairDStream<K, W> other, Duration lower, Duration upper) {
        return IntervalJoinDStream.of(
                graph,
                interval(name, other, lower, upper, true, true),
                pair -> Pair.of(Optional.ofNullable(pair.key()), Optional.ofNullable(pair.value())));
    }

    private Node.WideNode interval(
            String name, PairDStream<K, ?> other, Duration lower, Duration upper, boolean left, boolean right) {
        if (lower.compareTo(upper) > 0) {
            throw new IllegalArgumentException("lower must not be after upper, found " + lower + " and " + upper);
        }
        Wide join = new Wide.IntervalJoin(lower.toMillis(), upper.toMillis(), left, right);
        return graph.stateful(name, List.of(node, own(other)), join);
    }

    /** The values of each key in each batch. */
    public PairDStream<K, List<V>> groupByKey() {
        Function1<V, List<V>> first = value -> {
            List<V> values = new ArrayList<>();
            values.add(value);
            return values;
        };
        Function2<List<V>, V, List<V>> add = (values, value) -> {
            values.add(value);
            return values;
        };
        return combine("groupByKey", Erased.function(first), Erased.function(add), Erased.function(add), false);
    }

    /** {@link #combineByKey(Function1, Function2, Function2, boolean)} with combining before the shuffle. */
    public <C> PairDStream<K, C> combineByKey(
            Function1<? super V, C> create, Function2<C, ? super V, C> add, Function2<C, C, C> merge) {
        return combineByKey(create, add, merge, true);
    }

    /**
     * The values of each key in each batch combined to something of another type.
     *
     * @param create makes a combination of a first value
     * @param add adds a value to a combination, which it may change
     * @param merge merges two combinations, of which it may change the first
     * @param mapSide whether tasks combine what they have before the shuffle
     */
    public <C> PairDStream<K, C> combineByKey(
            Function1<? super V, C> create, Function2<C, ? super V, C> add, Function2<C, C, C> merge, boolean mapSide) {
        return combine("combineByKey", Erased.function(create), Erased.function(add), Erased.function(merge), mapSide);
    }

    /** The values of each key in each batch added to a new zero per key and task. */
    public <C> PairDStream<K, C> aggregateByKey(
            Supplier<C> zero, Function2<C, ? super V, C> add, Function2<C, C, C> merge) {
        return combineByKey(value -> add.apply(zero.get(), value), add, merge);
    }

    private <C> PairDStream<K, C> combine(
            String kind,
            Function1<Object, Object> create,
            Function2<Object, Object, Object> add,
            Function2<Object, Object, Object> merge,
            boolean mapSide) {
        return new PairDStream<>(
                graph, graph.wide(List.of(node), new Wide.CombineByKey(kind, create, add, merge, mapSide, partitions)));
    }

    /** For each key of either stream in the same batch, the values in both. */
    public <W> PairDStream<K, Pair<List<V>, List<W>>> cogroup(PairDStream<K, W> other) {
        return this.<W>groups(other).mapValues(PairDStream::<V, W>sides);
    }

    private <W> PairDStream<K, List<List<Object>>> groups(PairDStream<K, W> other) {
        return new PairDStream<>(graph, graph.wide(List.of(node, own(other)), new Wide.CoGroup(partitions)));
    }

    @SuppressWarnings("unchecked")
    private static <V, W> Pair<List<V>, List<W>> sides(List<List<Object>> groups) {
        return Pair.of((List<V>) (List<?>) groups.get(0), (List<W>) (List<?>) groups.get(1));
    }

    /** Each pair of values that a key has in both streams in the same batch. */
    public <W> PairDStream<K, Pair<V, W>> join(PairDStream<K, W> other) {
        return cogroup(other).flatMapValues(sides -> product(sides.key(), sides.value()));
    }

    /** Like {@link #join}, with each value of this stream at least once. */
    public <W> PairDStream<K, Pair<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other) {
        return cogroup(other).flatMapValues(sides -> product(sides.key(), optional(sides.value())));
    }

    /** Like {@link #join}, with each value of the other stream at least once. */
    public <W> PairDStream<K, Pair<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other) {
        return cogroup(other).flatMapValues(sides -> product(optional(sides.key()), sides.value()));
    }

    /** Like {@link #join}, with each value of both streams at least once. */
    public <W> PairDStream<K, Pair<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other) {
        return cogroup(other).flatMapValues(sides -> product(optional(sides.key()), optional(sides.value())));
    }

    private static <A, B> Iterator<Pair<A, B>> product(List<A> left, List<B> right) {
        return left.stream()
                .flatMap(first -> right.stream().map(second -> Pair.of(first, second)))
                .iterator();
    }

    private static <A> List<Optional<A>> optional(List<A> values) {
        return values.isEmpty()
                ? List.of(Optional.empty())
                : values.stream().map(Optional::ofNullable).toList();
    }

    /**
     * Keeps state per key and calls a function with it for each record of the key. Costs what the records of the batch
     * cost, whatever the number of keys.
     *
     * @param name identifies the state across restarts
     */
    @SuppressWarnings("unchecked")
    public <S, M extends @Nullable Object> MapWithStateDStream<K, S, M> mapWithState(
            String name, StateSpec<K, V, S, M> spec) {
        StateSpec<Object, Object, Object, Object> erased = (StateSpec<Object, Object, Object, Object>)
                (StateSpec<?, ?, ?, ?>) Objects.requireNonNull(spec, "spec");
        return new MapWithStateDStream<>(
                graph, graph.stateful(name, node, new Wide.MapWithState(erased, graph.hasEventTime(node))));
    }

    /**
     * Keeps state per key and calls a function for every key that has state or new values, in each batch; an empty result
     * removes the key. Emits all keys that have state. Costs what all keys cost: use {@link #mapWithState} where only
     * keys with records matter. While there is state, there is a batch in each interval.
     *
     * @param name identifies the state across restarts
     */
    public <S> PairDStream<K, S> updateStateByKey(String name, Function2<List<V>, Optional<S>, Optional<S>> function) {
        return update(name, anyKey(function), null);
    }

    /** The same, with state to begin with, used once: in the first batch of this operator's life. */
    public <S> PairDStream<K, S> updateStateByKey(
            String name, Function2<List<V>, Optional<S>, Optional<S>> function, Supplier<Map<K, S>> initialState) {
        return update(name, anyKey(function), Objects.requireNonNull(initialState, "initialState"));
    }

    /** The same with a function that is told the batch time and the key first. */
    public <S> PairDStream<K, S> updateStateByKey(
            String name, Function4<Instant, K, List<V>, Optional<S>, Optional<S>> function) {
        return update(name, function, null);
    }

    /** The same, with state to begin with. */
    public <S> PairDStream<K, S> updateStateByKey(
            String name,
            Function4<Instant, K, List<V>, Optional<S>, Optional<S>> function,
            Supplier<Map<K, S>> initialState) {
        return update(name, function, Objects.requireNonNull(initialState, "initialState"));
    }

    private static <K, V, S> Function4<Instant, K, List<V>, Optional<S>, Optional<S>> anyKey(
            Function2<List<V>, Optional<S>, Optional<S>> function) {
        Objects.requireNonNull(function, "function");
        return (time, key, values, state) -> function.apply(values, state);
    }

    @SuppressWarnings("unchecked")
    private <S> PairDStream<K, S> update(
            String name,
            Function4<Instant, K, List<V>, Optional<S>, Optional<S>> function,
            @Nullable Supplier<Map<K, S>> initialState) {
        Wide update = new Wide.UpdateState(
                (Function4<Instant, Object, List<Object>, Optional<Object>, Optional<Object>>)
                        (Function4<?, ?, ?, ?, ?>) Objects.requireNonNull(function, "function"),
                (Supplier<Map<Object, Object>>) (Supplier<?>) initialState);
        return new PairDStream<>(graph, graph.stateful(name, node, update));
    }
}

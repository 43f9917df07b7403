package io.holdfast;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Predicate;
import io.holdfast.function.VoidFunction;
import io.holdfast.model.Batch;
import io.holdfast.model.DeadLetter;
import io.holdfast.model.EventTime;
import io.holdfast.model.Pair;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.sink.Sink;
import io.holdfast.sink.foreach.ForeachBatchSink;
import io.holdfast.sink.print.PrintSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of records in batches. Operations describe the job; nothing runs before {@link StreamingContext#start}. Functions
 * run on threads of the engine, several at a time; what they throw fails the batch.
 *
 * @param <T> the type of records
 */
public sealed class DStream<T> permits PairDStream, MapWithStateDStream {

    final Graph graph;
    final Node node;

    DStream(Graph graph, Node node) {
        this.graph = graph;
        this.node = node;
    }

    private <R> DStream<R> narrow(Narrow operation) {
        return new DStream<>(graph, graph.narrow(node, operation));
    }

    private <K, V> PairDStream<K, V> narrowToPairs(Narrow operation) {
        return new PairDStream<>(graph, graph.narrow(node, operation));
    }

    /** One record for each record. */
    public <R> DStream<R> map(Function1<? super T, ? extends R> function) {
        return narrow(new Narrow.MapEach(Erased.function(function)));
    }

    /** Any number of records for each record. */
    public <R> DStream<R> flatMap(Function1<? super T, ? extends Iterator<? extends R>> function) {
        return narrow(new Narrow.FlatMap(Erased.iterating(function)));
    }

    /** The records that pass. */
    public DStream<T> filter(Predicate<? super T> predicate) {
        return narrow(new Narrow.Filter(Erased.predicate(predicate)));
    }

    /** Handles all records of a task at once: called once per task and batch, also without records. */
    public <R> DStream<R> mapPartitions(Function1<Iterator<T>, ? extends Iterator<? extends R>> function) {
        return narrow(new Narrow.MapPartitions(Erased.iteratingOverAll(function)));
    }

    /** One pair for each record. */
    public <K, V> PairDStream<K, V> mapToPair(Function1<? super T, Pair<K, V>> function) {
        return narrowToPairs(new Narrow.MapEach(Erased.function(function)));
    }

    /** Any number of pairs for each record. */
    public <K, V> PairDStream<K, V> flatMapToPair(Function1<? super T, ? extends Iterator<Pair<K, V>>> function) {
        return narrowToPairs(new Narrow.FlatMap(Erased.iterating(function)));
    }

    /** Handles all records of a task at once and gives pairs. */
    public <K, V> PairDStream<K, V> mapPartitionsToPair(
            Function1<Iterator<T>, ? extends Iterator<Pair<K, V>>> function) {
        return narrowToPairs(new Narrow.MapPartitions(Erased.iteratingOverAll(function)));
    }

    /**
     * The same records, with the time at which each happened: for what goes by event time. To be called before any operation
     * that brings records of different tasks together, and once for each source.
     */
    public DStream<T> withEventTime(EventTime<T> time) {
        return narrow(new Narrow.AssignTime(Erased.eventTime(time)));
    }

    /** The records of both streams. */
    public DStream<T> union(DStream<T> other) {
        return new DStream<>(graph, graph.union(List.of(node, own(other))));
    }

    /** The same records, spread evenly over this many tasks. Their order is lost. */
    public DStream<T> repartition(int partitions) {
        return new DStream<>(graph, graph.wide(List.of(node), repartitioning(partitions)));
    }

    static Wide repartitioning(int partitions) {
        if (partitions < 1 || partitions > 4096) {
            throw new IllegalArgumentException("partitions must be from 1 to 4096, found " + partitions);
        }
        return new Wide.Repartition(partitions);
    }

    /** How many records each batch has: one number per batch. */
    public DStream<Long> count() {
        return this.<Long>narrow(new Narrow.Count()).reduce(Long::sum);
    }

    /** How often each distinct record occurs in each batch. */
    public PairDStream<T, Long> countByValue() {
        return this.<T, Long>mapToPair(record -> Pair.of(record, 1L)).reduceByKey(Long::sum);
    }

    /** All records of each batch combined to one, in no particular order; none for a batch without records. */
    public DStream<T> reduce(Function2<T, T, T> function) {
        return keyed().reduceByKey(function).values();
    }

    /**
     * At each multiple of the slide, the records of the batches of the length before: a batch is in the window from the
     * first multiple at or after its time on. Records are kept in the state of this operator, so they must be of
     * registered types; what a batch costs follows the records that come and go, and at each slide all that are emitted.
     *
     * @param name identifies the state across restarts
     * @param length a multiple of the batch interval, or of the slide of a stream that comes out of a window itself
     * @param slide the same
     */
    public DStream<T> window(String name, Duration length, Duration slide) {
        return new DStream<>(graph, windowed(name, length, slide));
    }

    /** The same with the batch interval, or the slide of a stream that comes out of a window itself, as the slide. */
    public DStream<T> window(String name, Duration length) {
        return new DStream<>(graph, windowed(name, length, null));
    }

    final Node windowed(String name, Duration length, @Nullable Duration slide) {
        Wide collect = new Wide.CollectWindow("window", false, graph.window(name, node, length, slide));
        return graph.stateful(name, graph.narrow(node, new Narrow.Scatter()), collect);
    }

    /**
     * How many records each window has, at each slide; also 0, once there has been a record.
     *
     * @param name identifies the state across restarts
     */
    public DStream<Long> countByWindow(String name, Duration length, Duration slide) {
        return this.<Long>map(record -> 1L).reduceByWindow(name, Long::sum, DStream::minus, length, slide);
    }

    /**
     * How often each distinct record occurs in each window, at each slide.
     *
     * @param name identifies the state across restarts
     */
    public PairDStream<T, Long> countByValueAndWindow(String name, Duration length, Duration slide) {
        return this.<T, Long>mapToPair(record -> Pair.of(record, 1L))
                .reduceByKeyAndWindow(name, Long::sum, DStream::minus, length, slide, pair -> pair.value() != 0);
    }

    private static Long minus(Long total, Long part) {
        return total - part;
    }

    /**
     * All records of each window combined to one, at each slide; none for a window without records.
     *
     * @param name identifies the state across restarts
     * @param reduce associative and commutative
     */
    public DStream<T> reduceByWindow(String name, Function2<T, T, T> reduce, Duration length, Duration slide) {
        return keyed().reduceByKeyAndWindow(name, reduce, length, slide).values();
    }

    /** The same with a function that takes records that leave out of a combination: see {@link PairDStream}. */
    public DStream<T> reduceByWindow(
            String name, Function2<T, T, T> reduce, Function2<T, T, T> inverse, Duration length, Duration slide) {
        return keyed().reduceByKeyAndWindow(name, reduce, inverse, length, slide)
                .values();
    }

    private PairDStream<Boolean, T> keyed() {
        return mapToPair(record -> Pair.of(Boolean.TRUE, record));
    }

    /**
     * The records that made the operation that this stream comes from throw, or that its source could not decode, with what was
     * thrown. Calling this lets the batch go on without them: they are counted, and committed with the batch, so that they neither
     * come again nor vanish if the stream is given to a sink. State is left as it was before the call that failed. For
     * streams of a source, {@code map}, {@code flatMap}, {@code filter}, {@code mapValues}, {@code flatMapValues},
     * {@code withEventTime} and {@code mapWithState}; throws {@link io.holdfast.failure.ConfigurationException} for others.
     */
    public DStream<DeadLetter> deadLetters() {
        return new DStream<>(graph, graph.deadLetters(node));
    }

    /** Like {@link #deadLetters}, with no use for them: they are counted in the manifest of the batch. Returns this stream. */
    public DStream<T> skipFailures() {
        graph.deadLetters(node);
        return this;
    }

    /** Hands each batch whole, on one thread, to a function that gives another. */
    public <R> DStream<R> transform(Function1<Batch<T>, Batch<R>> function) {
        return new DStream<>(graph, transformed(Erased.transforming(function)));
    }

    /** The same, giving pairs. */
    public <K, V> PairDStream<K, V> transformToPair(Function1<Batch<T>, Batch<Pair<K, V>>> function) {
        return new PairDStream<>(graph, transformed(Erased.transforming(function)));
    }

    /** Hands each batch of this stream and that of another, whole, on one thread, to a function that gives one. */
    public <U, R> DStream<R> transformWith(DStream<U> other, Function2<Batch<T>, Batch<U>, Batch<R>> function) {
        return new DStream<>(graph, transformed(Erased.transforming(function), own(other)));
    }

    /** The same, giving pairs. */
    public <U, K, V> PairDStream<K, V> transformWithToPair(
            DStream<U> other, Function2<Batch<T>, Batch<U>, Batch<Pair<K, V>>> function) {
        return new PairDStream<>(graph, transformed(Erased.transforming(function), own(other)));
    }

    private Node transformed(Function1<List<Batch<Object>>, Batch<?>> function, Node... others) {
        List<Node> inputs = new ArrayList<>(List.of(node));
        inputs.addAll(List.of(others));
        return graph.wide(inputs, new Wide.Transform(function));
    }

    /** All records of each task as one list. */
    public DStream<List<T>> glom() {
        return mapPartitions(DStream::list);
    }

    private static <T> Iterator<List<T>> list(Iterator<T> records) {
        List<T> all = new ArrayList<>();
        records.forEachRemaining(all::add);
        return List.of(all).iterator();
    }

    /** Writes the records to a sink. The name identifies the sink across restarts. */
    public void to(String name, Sink<? super T> sink) {
        graph.sink(name, node, sink);
    }

    /**
     * Calls a function with each batch that has records, after it is committed: at least once, always with the same
     * records for the same batch id, so that the function can make it exactly once. Records must be of registered types.
     */
    public void foreachBatch(String name, VoidFunction<Batch<T>> function) {
        to(name, ForeachBatchSink.of(function));
    }

    /** Prints the first ten records of each batch to the console, after it is committed. */
    public void print(String name) {
        print(name, 10);
    }

    /** Prints the first records of each batch to the console, after it is committed. */
    public void print(String name, int records) {
        to(name, PrintSink.of(records));
    }

    /** The node of a stream of the same job. */
    final Node own(DStream<?> other) {
        if (other.graph != graph) {
            throw new IllegalArgumentException("the other stream belongs to another StreamingContext");
        }
        return other.node;
    }
}

package io.holdfast.model;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Predicate;
import io.holdfast.function.VoidFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The records of one batch, as {@code transform} and {@code foreachBatch} see them. Operations run at once, on the
 * calling thread, partition after partition and in order. What a function throws comes out unchanged.
 *
 * <p>Immutable; results have the id and time of the batch they come from. Records are never null.
 *
 * @param <T> the type of its records
 */
public final class Batch<T> {

    private final long id;
    private final Instant time;
    private final String timeline;
    private final List<List<T>> partitions;

    private Batch(long id, Instant time, String timeline, List<? extends List<T>> partitions) {
        this.id = id;
        this.time = time;
        this.timeline = timeline;
        this.partitions = partitions.stream().map(List::copyOf).toList();
    }

    /** A batch with a copy of these records. */
    public static <T> Batch<T> of(long id, Instant time, String timeline, List<? extends List<T>> partitions) {
        return new Batch<>(id, time, timeline, partitions);
    }

    /** The number of this batch in its timeline. With {@link #timeline}, the same whenever the batch is seen again. */
    public long id() {
        return id;
    }

    /** The batch time. */
    public Instant time() {
        return time;
    }

    /** The id of the history that this batch belongs to. */
    public String timeline() {
        return timeline;
    }

    /** The records by partition. */
    public List<List<T>> partitions() {
        return partitions;
    }

    /** All records. */
    public List<T> collect() {
        return partitions.stream().flatMap(List::stream).toList();
    }

    /** How many records there are. */
    public long count() {
        return partitions.stream().mapToLong(List::size).sum();
    }

    /** Whether there are no records. */
    public boolean isEmpty() {
        return partitions.stream().allMatch(List::isEmpty);
    }

    /** The first record. Throws {@link NoSuchElementException} if there is none. */
    public T first() {
        return take(1).stream()
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("batch " + id + " has no records"));
    }

    /** The first records, up to this many. */
    public List<T> take(int count) {
        return partitions.stream().flatMap(List::stream).limit(count).toList();
    }

    /** What the function makes of each record. */
    public <R> Batch<R> map(Function1<? super T, ? extends R> function) throws Exception {
        return mapPartitions(records -> {
            List<R> results = new ArrayList<>(records.size());
            for (T record : records) {
                results.add(function.apply(record));
            }
            return results;
        });
    }

    /** Everything that the function makes of each record. */
    public <R> Batch<R> flatMap(Function1<? super T, ? extends Iterable<? extends R>> function) throws Exception {
        return mapPartitions(records -> {
            List<R> results = new ArrayList<>();
            for (T record : records) {
                function.apply(record).forEach(results::add);
            }
            return results;
        });
    }

    /** The records that pass. */
    public Batch<T> filter(Predicate<? super T> predicate) throws Exception {
        return mapPartitions(records -> {
            List<T> results = new ArrayList<>();
            for (T record : records) {
                if (predicate.test(record)) {
                    results.add(record);
                }
            }
            return results;
        });
    }

    /** What the function makes of each partition. */
    public <R> Batch<R> mapPartitions(Function1<? super List<T>, ? extends Iterable<? extends R>> function)
            throws Exception {
        List<List<R>> results = new ArrayList<>(partitions.size());
        for (List<T> records : partitions) {
            List<R> result = new ArrayList<>();
            function.apply(records).forEach(result::add);
            results.add(result);
        }
        return new Batch<>(id, time, timeline, results);
    }

    /** The records combined from left to right; empty if there are none. */
    public Optional<T> reduce(Function2<? super T, ? super T, ? extends T> function) throws Exception {
        if (isEmpty()) {
            return Optional.empty();
        }
        List<T> records = collect();
        T result = records.get(0);
        for (T record : records.subList(1, records.size())) {
            result = function.apply(result, record);
        }
        return Optional.of(result);
    }

    /** The records taken one by one into a result that starts as {@code zero}. */
    public <R> R fold(R zero, Function2<? super R, ? super T, ? extends R> function) throws Exception {
        R result = zero;
        for (List<T> records : partitions) {
            for (T record : records) {
                result = function.apply(result, record);
            }
        }
        return result;
    }

    /** Each different record once, where it is first. */
    public Batch<T> distinct() throws Exception {
        Set<T> seen = new HashSet<>();
        return filter(seen::add);
    }

    /** The partitions of both. */
    public Batch<T> union(Batch<T> other) {
        List<List<T>> both = new ArrayList<>(partitions);
        both.addAll(other.partitions);
        return new Batch<>(id, time, timeline, both);
    }

    /** Calls the function with each record. */
    public void forEach(VoidFunction<? super T> function) throws Exception {
        for (List<T> records : partitions) {
            for (T record : records) {
                function.apply(record);
            }
        }
    }

    /** Calls the function with each partition, also with empty ones. */
    public void forEachPartition(VoidFunction<? super List<T>> function) throws Exception {
        for (List<T> records : partitions) {
            function.apply(records);
        }
    }

    @Override
    public String toString() {
        return "batch " + id + " of " + timeline + " at " + time + ", " + count() + " records";
    }
}

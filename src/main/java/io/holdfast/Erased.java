package io.holdfast;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Predicate;
import io.holdfast.model.Batch;
import io.holdfast.model.EventTime;
import java.util.Iterator;
import java.util.List;

/**
 * Forgets the types of functions on their way into the plan, whose records have none. The typed streams guarantee that each
 * function meets only records of its own types.
 */
final class Erased {

    private Erased() {}

    @SuppressWarnings("unchecked")
    static Function1<Object, Object> function(Function1<?, ?> function) {
        return (Function1<Object, Object>) java.util.Objects.requireNonNull(function, "function");
    }

    @SuppressWarnings("unchecked")
    static Function1<Object, Iterator<?>> iterating(Function1<?, ? extends Iterator<?>> function) {
        return (Function1<Object, Iterator<?>>) java.util.Objects.requireNonNull(function, "function");
    }

    @SuppressWarnings("unchecked")
    static Function1<Iterator<Object>, Iterator<?>> iteratingOverAll(
            Function1<? extends Iterator<?>, ? extends Iterator<?>> function) {
        return (Function1<Iterator<Object>, Iterator<?>>) java.util.Objects.requireNonNull(function, "function");
    }

    @SuppressWarnings("unchecked")
    static Function2<Object, Object, Object> function(Function2<?, ?, ?> function) {
        return (Function2<Object, Object, Object>) java.util.Objects.requireNonNull(function, "function");
    }

    @SuppressWarnings("unchecked")
    static <T, R> Function1<List<Batch<Object>>, Batch<?>> transforming(Function1<Batch<T>, Batch<R>> function) {
        java.util.Objects.requireNonNull(function, "function");
        return batches -> function.apply((Batch<T>) batches.get(0));
    }

    @SuppressWarnings("unchecked")
    static <T, U, R> Function1<List<Batch<Object>>, Batch<?>> transforming(
            Function2<Batch<T>, Batch<U>, Batch<R>> function) {
        java.util.Objects.requireNonNull(function, "function");
        return batches -> function.apply((Batch<T>) batches.get(0), (Batch<U>) batches.get(1));
    }

    @SuppressWarnings("unchecked")
    static EventTime<Object> eventTime(EventTime<?> time) {
        return (EventTime<Object>) java.util.Objects.requireNonNull(time, "time");
    }

    @SuppressWarnings("unchecked")
    static Predicate<Object> predicate(Predicate<?> predicate) {
        return (Predicate<Object>) java.util.Objects.requireNonNull(predicate, "predicate");
    }
}

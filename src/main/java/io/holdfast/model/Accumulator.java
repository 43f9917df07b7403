package io.holdfast.model;

import io.holdfast.function.Function2;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that functions of a job add to, and that is part of the checkpoint: what a batch adds counts once, when the batch is
 * committed, and outlives restarts. Made by {@link io.holdfast.StreamingContext#accumulator}. Thread-safe.
 *
 * @param <T> the type of values, which must be registered or built in
 */
public final class Accumulator<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final T zero;
    private final Function2<T, T, T> merge;
    private transient volatile @Nullable T committed;

    /**
     * To be had from a context.
     *
     * @param zero what it is before anything was added; must not be changed by anybody
     * @param merge makes one of two values; associative and commutative
     */
    public Accumulator(String name, T zero, Function2<T, T, T> merge) {
        this.name = Objects.requireNonNull(name);
        this.zero = Objects.requireNonNull(zero, "zero");
        this.merge = Objects.requireNonNull(merge, "merge");
    }

    /**
     * Adds a value, as part of the batch that is being computed: in functions of the job only, not in those of
     * {@code foreachBatch}, which run when the batch is committed already. Throws {@link IllegalStateException} elsewhere.
     */
    public void add(T value) throws Exception {
        SharedValues.current("accumulator '" + name + "' is added to").add(this, value);
    }

    /** The value through the last committed batch, as far as this process has come. */
    public T value() {
        T now = committed;
        return now == null ? zero : now;
    }

    /** What identifies it across restarts. */
    public String name() {
        return name;
    }

    /** Makes one of two values. */
    public T merged(T one, T other) throws Exception {
        return Objects.requireNonNull(merge.apply(one, other), "the function that merges returned null");
    }

    /** Takes note of a commit; for the engine. */
    public void committed(T value) {
        committed = value;
    }
}

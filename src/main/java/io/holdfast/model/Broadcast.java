package io.holdfast.model;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that all functions of a job see, and that can be replaced while the job runs: from the next batch on, in all tasks at
 * once. It is part of the checkpoint: restarts and replays see in each batch what the batch saw. Made by {@link
 * io.holdfast.StreamingContext#broadcast}. Thread-safe.
 *
 * @param <T> the type of the value, which must be registered or built in
 */
public final class Broadcast<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final T initial;
    private transient volatile @Nullable T replacement;

    /** To be had from a context. */
    public Broadcast(String name, T initial) {
        this.name = Objects.requireNonNull(name);
        this.initial = Objects.requireNonNull(initial, "initial");
    }

    /** The value in the batch that is being computed; in functions of the job only. Must not be changed. */
    @SuppressWarnings("unchecked")
    public T value() {
        return (T) SharedValues.current("broadcast '" + name + "' is read").broadcast(name);
    }

    /**
     * Replaces the value, from the next batch on; of several replacements between two batches the last counts. It is in the
     * checkpoint as soon as a batch that saw it is committed.
     */
    public void update(T value) {
        replacement = Objects.requireNonNull(value, "value");
    }

    /** What identifies it across restarts. */
    public String name() {
        return name;
    }

    /** What it is before it was ever replaced. */
    public T initial() {
        return initial;
    }

    /** What it was last replaced with in this process, if it was; for the engine. */
    public @Nullable T replacement() {
        return replacement;
    }
}

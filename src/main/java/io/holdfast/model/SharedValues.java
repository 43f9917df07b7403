package io.holdfast.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What functions share with their job while a task computes a batch: accumulators that they add to, broadcast values that they
 * see. Bound to the thread of the task; for the engine.
 */
public final class SharedValues {

    private static final ThreadLocal<@Nullable SharedValues> CURRENT = new ThreadLocal<>();

    private final Map<String, Object> broadcasts;
    private final Map<String, Object> added = new HashMap<>();

    /** Those of a task in a batch. */
    public SharedValues(Map<String, Object> broadcasts) {
        this.broadcasts = broadcasts;
    }

    /** Binds these to the thread, until {@link #leave}. */
    public void enter() {
        CURRENT.set(this);
    }

    /** Binds nothing to the thread any more. */
    public static void leave() {
        CURRENT.remove();
    }

    static SharedValues current(String what) {
        SharedValues current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException(
                    what + " outside of a batch: only functions of the job can do that, while a batch is computed");
        }
        return current;
    }

    @SuppressWarnings("unchecked")
    <T> void add(Accumulator<T> accumulator, T value) throws Exception {
        T before = (T) added.get(accumulator.name());
        added.put(accumulator.name(), before == null ? value : accumulator.merged(before, value));
    }

    Object broadcast(String name) {
        Object value = broadcasts.get(name);
        if (value == null) {
            throw new IllegalStateException("broadcast '" + name + "' belongs to another StreamingContext");
        }
        return value;
    }

    /** What was added, per name of an accumulator. */
    public Map<String, Object> added() {
        return added;
    }
}

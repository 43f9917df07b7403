package io.holdfast.execution;

import io.holdfast.model.State;
import io.holdfast.state.StateTable;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state of the key at hand, as the job's function sees it; the same object for every call of a task. */
final class KeyState implements State<Object> {

    private enum Change {
        NONE,
        UPDATED,
        REMOVED
    }

    private final StateTable table;
    private final KeyTimers timers;
    private StateTable.@Nullable Entry entry;
    private long deadlineMillis;
    private Change change = Change.NONE;
    private boolean timingOut;
    private boolean waking;
    private final boolean undoable;
    private @Nullable Object valueBefore;
    private long deadlineBefore;
    private long timerBefore;

    /**
     * State of the keys of a table.
     *
     * @param undoable whether a call can be undone, for which what was there before must be kept
     */
    KeyState(StateTable table, KeyTimers timers, boolean undoable) {
        this.undoable = undoable;
        this.table = table;
        this.timers = timers;
    }

    void begin(StateTable.Entry newEntry, long newDeadlineMillis, boolean isTimingOut) {
        entry = newEntry;
        deadlineMillis = newDeadlineMillis;
        change = Change.NONE;
        timingOut = isTimingOut;
        waking = false;
        if (undoable) {
            valueBefore = newEntry.value();
            deadlineBefore = newEntry.deadlineMillis();
            timerBefore = timers.deadlineMillis(newEntry);
        }
    }

    /** Leaves everything as it was before the call. */
    void undo() {
        StateTable.Entry current = entry();
        if (change != Change.NONE && valueBefore == null) {
            table.remove(current);
        } else if (change != Change.NONE && valueBefore != null) {
            table.put(current, valueBefore, deadlineBefore);
        }
        timers.reset(current, timerBefore);
    }

    /** The call is one that was asked for. */
    void wake() {
        waking = true;
    }

    @Override
    public boolean exists() {
        return entry().exists();
    }

    @Override
    public Object get() {
        Object value = getOrNull();
        if (value == null) {
            throw new NoSuchElementException("this key has no state: ask exists() first, or use getOrNull()");
        }
        return value;
    }

    @Override
    public @Nullable Object getOrNull() {
        return entry().value();
    }

    /** Takes effect now: what the function does to the object afterwards is none of the state's. */
    @Override
    public void update(Object newState) {
        Objects.requireNonNull(newState, "the new state is null: to remove the state call remove()");
        requireChangeable("update");
        table.put(entry(), newState, deadlineMillis);
        change = Change.UPDATED;
    }

    @Override
    public void remove() {
        requireChangeable("remove");
        table.remove(entry());
        change = Change.REMOVED;
    }

    private void requireChangeable(String operation) {
        if (timingOut) {
            throw new IllegalStateException("cannot " + operation + " the state of a key that is timing out");
        }
        if (change == Change.REMOVED) {
            throw new IllegalStateException("cannot " + operation + " state that was removed in this call");
        }
    }

    @Override
    public boolean isTimingOut() {
        return timingOut;
    }

    @Override
    public Instant watermark() {
        return timers.watermark();
    }

    @Override
    public void wakeAt(Instant eventTime) {
        if (timingOut) {
            throw new IllegalStateException("cannot set a timer for a key that is timing out");
        }
        timers.set(entry(), eventTime);
    }

    @Override
    public void cancelWake() {
        timers.cancel(entry());
    }

    @Override
    public boolean isWaking() {
        return waking;
    }

    /** A key with a timeout was touched by the call, even if the function changed nothing. */
    void touch() {
        StateTable.Entry current = entry();
        if (!waking && change == Change.NONE && deadlineMillis != StateTable.NO_DEADLINE && current.exists()) {
            table.put(current, Objects.requireNonNull(current.value()), deadlineMillis);
        }
    }

    private StateTable.Entry entry() {
        return Objects.requireNonNull(entry, "state is valid only during the call that it was given to");
    }

    /** Takes the state away from a function that kept it. */
    void end() {
        entry = null;
    }
}

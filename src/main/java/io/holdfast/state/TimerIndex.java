package io.holdfast.state;

import io.holdfast.common.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which keys may be due. The invariant: a key whose value has a deadline has an index entry at that time or before.
 * So a deadline that moves later, the usual case, costs nothing. When time passes an index entry, the value is looked
 * at, which alone decides: the key is gone (the entry is dropped), due (visited), or due later (the entry moves to the
 * deadline). Each entry is looked at once per timeout, however often its key changes.
 *
 * <p>A delta tells which of its values got an index entry, and replaying it adds these to what the snapshot holds. To add
 * one for each value instead would keep the invariant, too, but pile up with each restart until time has passed them
 * all. That entries move is not told: where the snapshot does not hold the move, it holds the entry from before, which is
 * earlier. Since the value decides, stale entries, such as those of a batch that never happened, do no harm.
 */
final class TimerIndex {

    private static final int RUN = 1024;

    private final StateTable table;
    private final int space;
    private final WorkingStore store;
    private final WriteBack writeBack;

    /** No index entry is before this: where to start, without wading through what was deleted. */
    private long earliestMillis = Long.MAX_VALUE;

    /** The same for entries added since the scan under way began. */
    private long earliestAddedMillis = Long.MAX_VALUE;

    TimerIndex(StateTable table, int space, WorkingStore store, WriteBack writeBack) {
        this.table = table;
        this.space = space;
        this.store = store;
        this.writeBack = writeBack;
    }

    void add(long timeMillis, byte[] key, int hash) {
        writeBack.stageTimer(space, StoreKeys.timer(timeMillis, key, hash));
        earliestMillis = Math.min(earliestMillis, timeMillis);
        earliestAddedMillis = Math.min(earliestAddedMillis, timeMillis);
    }

    /** No deadline is before this. */
    long earliestMillis() {
        return earliestMillis;
    }

    /** Finds the earliest entry after the store was restored. */
    void restored() {
        writeBack.apply();
        earliestMillis = collect(StoreKeys.timersFrom(0), Long.MAX_VALUE, 1).firstMillis();
    }

    void forEachDue(long timeMillis, StateTable.EntryVisitor visitor) throws Exception {
        scan(timeMillis, timer -> {
            byte[] key = key(timer);
            int hash = KeyGroups.hash(key, 0, key.length);
            if (settle(timer, key, hash, timeMillis) <= timeMillis) {
                visitDue(timer, key, hash, timeMillis, visitor);
            }
            return true;
        });
    }

    private void visitDue(byte[] timer, byte[] key, int hash, long timeMillis, StateTable.EntryVisitor visitor)
            throws Exception {
        CacheEntry entry = (CacheEntry) table.find(key, 0, key.length, hash);
        writeBack.stageDelete(space, timer);
        entry.timerTaken = true;
        table.visit(entry, visitor);
        Check.that(
                !entry.exists || entry.deadlineMillis > timeMillis,
                "operator '%s' left a key that was due at %d with deadline %d",
                table.operator(),
                timeMillis,
                entry.deadlineMillis);
        entry.timerTaken = false;
    }

    /**
     * Drops or moves the entries that time has passed without their keys being due.
     *
     * @return the earliest deadline, exact if it is due, else a lower bound
     */
    long settle(long timeMillis) {
        EarliestDue due = new EarliestDue();
        scan(timeMillis, timer -> {
            long indexed = StoreKeys.time(timer);
            if (indexed < due.deadlineMillis) {
                byte[] key = key(timer);
                long deadline = settle(timer, key, KeyGroups.hash(key, 0, key.length), timeMillis);
                due.found(indexed, deadline, timeMillis);
            }
            return indexed < due.deadlineMillis;
        });
        earliestMillis = Math.min(earliestMillis, due.indexedMillis);
        return due.deadlineMillis == Long.MAX_VALUE ? earliestMillis : due.deadlineMillis;
    }

    private static final class EarliestDue {

        private long indexedMillis = Long.MAX_VALUE;
        private long deadlineMillis = Long.MAX_VALUE;

        void found(long indexed, long deadline, long timeMillis) {
            if (deadline <= timeMillis) {
                indexedMillis = Math.min(indexedMillis, indexed);
                deadlineMillis = Math.min(deadlineMillis, deadline);
            }
        }
    }

    /** Returns the deadline that the value says; if it is not due, the index entry is brought in line with it. */
    private long settle(byte[] timer, byte[] key, int hash, long timeMillis) {
        long deadline = table.peekDeadline(key, hash);
        if (deadline <= timeMillis) {
            return deadline;
        }
        writeBack.stageDelete(space, timer);
        if (deadline != StateTable.NO_DEADLINE) {
            add(deadline, key, hash);
        }
        return deadline;
    }

    private interface Step<E extends Exception> {
        boolean take(byte[] timer) throws E;
    }

    /**
     * Passes the entries up to a time to the step, until it has had enough. They are collected in runs first, so that
     * the step may change values and the index, and evict.
     */
    private <E extends Exception> void scan(long timeMillis, Step<E> step) throws E {
        if (earliestMillis > timeMillis) {
            return;
        }
        byte[] from = StoreKeys.timersFrom(earliestMillis);
        earliestAddedMillis = Long.MAX_VALUE;
        long restMillis = Long.MAX_VALUE;
        boolean more = true;
        while (more) {
            writeBack.apply();
            Run run = collect(from, timeMillis, RUN);
            restMillis = run.nextMillis();
            more = run.timers().size() == RUN;
            for (byte[] timer : run.timers()) {
                from = StoreKeys.after(timer);
                if (!step.take(timer)) {
                    restMillis = StoreKeys.time(timer);
                    more = false;
                    break;
                }
            }
        }
        earliestMillis = Math.min(restMillis, earliestAddedMillis);
    }

    /**
     * Some entries.
     *
     * @param nextMillis the time of the entry after these; the maximum if there is none
     */
    private record Run(List<byte[]> timers, long nextMillis) {

        long firstMillis() {
            return timers.isEmpty() ? nextMillis : StoreKeys.time(timers.get(0));
        }
    }

    private Run collect(byte[] from, long timeMillis, int most) {
        List<byte[]> timers = new ArrayList<>();
        try (WorkingStore.Cursor cursor = store.scan(space, from)) {
            while (timers.size() < most && cursor.next()) {
                byte[] timer = cursor.key();
                if (StoreKeys.time(timer) > timeMillis) {
                    return new Run(timers, StoreKeys.time(timer));
                }
                timers.add(timer);
            }
        }
        return new Run(timers, Long.MAX_VALUE);
    }

    private static byte[] key(byte[] timer) {
        return Arrays.copyOfRange(timer, StoreKeys.TIMER_PREFIX, timer.length);
    }
}

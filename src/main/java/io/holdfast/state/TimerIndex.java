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

    /** Adds the entry that a value got; the value may have lost its deadline in the same batch. */
    void replayed(long deadlineMillis, byte[] key, int hash) {
        if (deadlineMillis != StateTable.NO_DEADLINE) {
            add(deadlineMillis, key, hash);
        }
    }

    /** About how many bytes it takes in the working store. */
    long bytes() {
        return store.bytes(space);
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
        scan(timeMillis, true, timer -> {
            CacheEntry entry = table.peek(timer.key, timer.hash);
            if (entry.deadlineMillis <= timeMillis) {
                visitDue(timer, entry, timeMillis, visitor);
            } else {
                move(timer, entry.deadlineMillis);
            }
            return true;
        });
    }

    private void visitDue(Timer timer, CacheEntry entry, long timeMillis, StateTable.EntryVisitor visitor)
            throws Exception {
        table.admit(entry);
        writeBack.stageDelete(space, timer.stored);
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
        scan(timeMillis, false, timer -> {
            long indexed = timer.timeMillis();
            if (indexed < due.deadlineMillis) {
                due.found(indexed, settle(timer, timeMillis), timeMillis);
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
    private long settle(Timer timer, long timeMillis) {
        long deadline = table.peek(timer.key, timer.hash).deadlineMillis;
        if (deadline > timeMillis) {
            move(timer, deadline);
        }
        return deadline;
    }

    /** Brings an index entry in line with the deadline of its key, if that has one. */
    private void move(Timer timer, long deadlineMillis) {
        writeBack.stageDelete(space, timer.stored);
        if (deadlineMillis != StateTable.NO_DEADLINE) {
            add(deadlineMillis, timer.key, timer.hash);
        }
    }

    /** An entry of the index, as it is stored, and the key that may be due. */
    private static final class Timer {

        final byte[] stored;
        final byte[] key;
        final int hash;

        Timer(byte[] stored) {
            this.stored = stored;
            key = Arrays.copyOfRange(stored, StoreKeys.TIMER_PREFIX, stored.length);
            hash = KeyGroups.hash(key, 0, key.length);
        }

        long timeMillis() {
            return StoreKeys.time(stored);
        }
    }

    private interface Step<E extends Exception> {
        boolean take(Timer timer) throws E;
    }

    /**
     * Passes the entries up to a time to the step, until it has had enough. They are collected in runs first, so that
     * the step may change values and the index, and evict.
     *
     * @param readAhead whether the step looks at the keys of nearly all entries
     */
    private <E extends Exception> void scan(long timeMillis, boolean readAhead, Step<E> step) throws E {
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
            for (int i = 0; i < run.timers().size(); i++) {
                if (readAhead && i % ReadAhead.MOST == 0) {
                    int until = Math.min(run.timers().size(), i + ReadAhead.MOST);
                    KeyFetch keyFetch = table.keyFetch();
                    boolean unusedHadRoom = keyFetch.want(run, i, until);
                    int unusedRows = keyFetch.fetch();
                    keyFetch.readAhead(run, i, until);
                }
                Timer timer = run.timers().get(i);
                if (!step.take(timer)) {
                    restMillis = timer.timeMillis();
                    more = false;
                    break;
                }
            }
            if (more) {
                from = StoreKeys.after(run.timers().get(RUN - 1).stored);
            }
        }
        earliestMillis = Math.min(restMillis, earliestAddedMillis);
    }

    /**
     * Some entries.
     *
     * @param nextMillis the time of the entry after these; the maximum if there is none
     */
    private record Run(List<Timer> timers, long nextMillis) implements KeyRows {

        long firstMillis() {
            return timers.isEmpty() ? nextMillis : timers.get(0).timeMillis();
        }

        @Override
        public byte[] keyBytes(int row) {
            return timers.get(row).key;
        }

        @Override
        public int keyStart(int row) {
            return 0;
        }

        @Override
        public int keyLength(int row) {
            return timers.get(row).key.length;
        }

        @Override
        public int hash(int row) {
            return timers.get(row).hash;
        }
    }

    private Run collect(byte[] from, long timeMillis, int most) {
        List<Timer> timers = new ArrayList<>();
        try (WorkingStore.Cursor cursor = store.scan(space, from)) {
            while (timers.size() < most && cursor.next()) {
                byte[] stored = cursor.key();
                if (StoreKeys.time(stored) > timeMillis) {
                    return new Run(timers, StoreKeys.time(stored));
                }
                timers.add(new Timer(stored));
            }
        }
        return new Run(timers, Long.MAX_VALUE);
    }
}

package io.holdfast.execution;

import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The timers in event time of an operator, at most one per key; none if its stream has no event time. */
final class KeyTimers {

    private final @Nullable StateTable table;
    private final String operator;
    private final BatchWatermarks watermarks;

    /** No timer may be set to this or before: those are being fired. */
    private long firedMillis = -1;

    KeyTimers(@Nullable StateTable table, String operator, BatchWatermarks watermarks) {
        this.table = table;
        this.operator = operator;
        this.watermarks = watermarks;
    }

    private StateTable table() {
        if (table == null) {
            throw new IllegalStateException("mapWithState '" + operator
                    + "' has no event time: call withEventTime on the stream before it is shuffled");
        }
        return table;
    }

    /** What is late in this batch. */
    Instant watermark() {
        table();
        return Instant.ofEpochMilli(watermarkMillis());
    }

    /** The same; {@link Origin#NO_TIME} without event time. */
    long watermarkMillis() {
        return table == null ? Origin.NO_TIME : watermarks.before().of(operator);
    }

    void set(StateTable.Entry ofKey, Instant time) {
        table().put(find(ofKey), true, Math.max(Math.max(0, time.toEpochMilli()), firedMillis + 1));
    }

    void cancel(StateTable.Entry ofKey) {
        if (table != null) {
            table.remove(find(ofKey));
        }
    }

    /** When the timer of a key fires; {@link StateTable#NO_DEADLINE} if there is none. */
    long deadlineMillis(StateTable.Entry ofKey) {
        return table == null ? StateTable.NO_DEADLINE : find(ofKey).deadlineMillis();
    }

    /** Sets the timer of a key to what it was. */
    void reset(StateTable.Entry ofKey, long deadlineMillis) {
        if (table == null || find(ofKey).deadlineMillis() == deadlineMillis) {
            return;
        } else if (deadlineMillis == StateTable.NO_DEADLINE) {
            cancel(ofKey);
        } else {
            table.put(find(ofKey), true, deadlineMillis);
        }
    }

    private StateTable.Entry find(StateTable.Entry ofKey) {
        byte[] key = ofKey.key();
        return table().find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
    }

    /** Takes out each timer that the watermark has reached, and passes it on; it may be set anew, to a later time. */
    void forEachDue(StateTable.EntryVisitor visitor) throws Exception {
        if (table == null) {
            return;
        }
        firedMillis = watermarks.after().of(operator);
        StateTable timers = table;
        try {
            timers.forEachDue(firedMillis, timer -> {
                timers.remove(timer);
                visitor.visit(timer);
            });
        } finally {
            firedMillis = -1;
        }
    }
}

package io.holdfast.state;

import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.DeltaEntries;
import java.util.Arrays;
import java.util.Map;

/** Puts delta entries into the tables of the operators that they belong to; entries of other operators are left out. */
final class DeltaReplay implements DeltaLog.Visitor {

    private final Map<String, StateTable> tables;
    private final CacheBudget budget;
    private final ReplayLedger ledger;

    /** Only operators with a past are in the tables given. */
    DeltaReplay(Map<String, StateTable> tables, CacheBudget budget, ReplayLedger ledger) {
        this.tables = tables;
        this.budget = budget;
        this.ledger = ledger;
    }

    @Override
    public void chunk(long batch, String operator, byte[] chunk) {
        StateTable table = tables.get(operator);
        ledger.add(batch, table == null ? 0 : replay(batch, table, chunk), chunk.length);
    }

    private int replay(long batch, StateTable table, byte[] chunk) {
        table.replayed().begin(chunk);
        int entries = visit(batch, table.operator(), chunk, new Entries(table));
        budget.makeRoomForReplayed();
        return entries;
    }

    static int visit(long batch, String operator, byte[] chunk, DeltaEntries.Visitor visitor) {
        try {
            return DeltaEntries.visit(chunk, chunk.length, visitor);
        } catch (MalformedBytesException e) {
            throw new CorruptCheckpointException(
                    "the delta of operator '" + operator + "' in batch " + batch + " cannot be read: " + e.getMessage()
                            + ". Run 'verify' to see what else is damaged",
                    e);
        }
    }

    private record Entries(StateTable table) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            int hash = KeyGroups.hash(bytes, keyOffset, keyLength);
            table.replayed().add(keyOffset, keyLength, hash, true);
            if (newTimer) {
                byte[] key = Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength);
                byte[] value = Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength);
                table.timers().replayed(table.values().deadlineMillis(value), key, hash);
            }
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            table.replayed().add(keyOffset, keyLength, KeyGroups.hash(bytes, keyOffset, keyLength), false);
        }
    }
}

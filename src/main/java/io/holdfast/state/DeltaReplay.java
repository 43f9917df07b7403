package io.holdfast.state;

import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.DeltaEntries;
import java.util.Arrays;
import java.util.Map;

/** Puts delta entries into the tables of the operators that they belong to; entries of other operators are left out. */
final class DeltaReplay implements DeltaLog.Visitor {

    private final Map<String, StateTable> tables;
    private final ReplayLedger ledger;

    /** Only operators with a past are in the tables given. */
    DeltaReplay(Map<String, StateTable> tables, ReplayLedger ledger) {
        this.tables = tables;
        this.ledger = ledger;
    }

    @Override
    public void chunk(long batch, String operator, byte[] bytes, int length) {
        StateTable table = tables.get(operator);
        int entries = table == null ? 0 : visit(batch, operator, bytes, length, new Entries(table, batch));
        ledger.add(batch, entries, length);
    }

    static int visit(long batch, String operator, byte[] bytes, int length, DeltaEntries.Visitor visitor) {
        try {
            return DeltaEntries.visit(bytes, length, visitor);
        } catch (MalformedBytesException e) {
            throw new CorruptCheckpointException(
                    "the delta of operator '" + operator + "' in batch " + batch + " cannot be read: " + e.getMessage()
                            + ". Run 'verify' to see what else is damaged",
                    e);
        }
    }

    private record Entries(StateTable table, long batch) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            byte[] key = Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength);
            byte[] value = Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength);
            table.replayPut(key, KeyGroups.hash(key, 0, keyLength), value, newTimer, batch);
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            byte[] key = Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength);
            table.replayDelete(key, KeyGroups.hash(key, 0, keyLength), batch);
        }
    }
}

package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Planted: the parts of one batch subtracted or forgotten; the batch that a snapshot ends with kept. */
class ReplayLedgerTest {

    @Test
    void theCostOfReplayIsThatOfTheBatchesAfterTheSnapshot() {
        ReplayLedger ledger = new ReplayLedger();
        ledger.add(1, 2, 10);
        ledger.add(1, 1, 5);
        ledger.add(2, 0, 7);
        long first = 3 * ReplayLedger.ENTRY_BYTES + 15 + ReplayLedger.BATCH_BYTES;
        long second = 7 + ReplayLedger.BATCH_BYTES;
        assertThat(ledger.bytes()).isEqualTo(first + second);
        ledger.snapshotThrough(0);
        assertThat(ledger.bytes()).isEqualTo(first + second);
        ledger.snapshotThrough(1);
        assertThat(ledger.bytes()).isEqualTo(second);
        ledger.snapshotThrough(2);
        assertThat(ledger.bytes()).isZero();
    }
}

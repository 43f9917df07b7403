package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Planted: the parts of one batch subtracted or forgotten; the batch that a snapshot ends with kept. */
class ReplayLedgerTest {

    @Test
    void theCostOfReplayIsThatOfTheBatchesAfterTheSnapshot() {
        ReplayLedger ledger = new ReplayLedger(0, 0);
        ledger.add(1, 2, 10);
        ledger.add(1, 1, 5);
        ledger.add(2, 0, 7);
        long first = 3 * ReplayLedger.ENTRY_BYTES + 15 + ReplayLedger.BATCH_BYTES;
        long second = 7 + ReplayLedger.BATCH_BYTES;
        assertThat(ledger.bytes()).isEqualTo(first + second);
        ledger.snapshotThrough(1);
        assertThat(ledger.bytes()).isEqualTo(second);
        ledger.snapshotThrough(2);
        assertThat(ledger.bytes()).isZero();
    }

    /** A restart opens their files, too: one by one that is slow, and on HDFS a round trip each. */
    @Test
    void batchesThatChangedNothingCountAsFiles() {
        ReplayLedger ledger = new ReplayLedger(10, 14);
        assertThat(ledger.bytes()).isEqualTo(4 * ReplayLedger.BATCH_BYTES);
        ledger.add(13, 0, 7);
        ledger.add(17, 0, 7);
        assertThat(ledger.bytes()).isEqualTo(7 * ReplayLedger.BATCH_BYTES + 14);
        ledger.snapshotThrough(15);
        assertThat(ledger.bytes()).isEqualTo(2 * ReplayLedger.BATCH_BYTES + 7);
    }
}

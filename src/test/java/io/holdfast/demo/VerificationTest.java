package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Batch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each violation is planted in what the state says. */
class VerificationTest {

    private final Verification verification = new Verification();

    private static Batch<Record> batch(long id, Record... observations) {
        return Batch.of(id, Instant.ofEpochSecond(id), "timeline", List.of(List.of(observations)));
    }

    private static Batch<Record> batch(long id, long clicks) {
        return batch(
                id,
                new Ledger(0, 0, clicks, clicks, 100, ""),
                new Sales(Category.BOOKS, clicks - 1, 60),
                new Sales(Category.MUSIC, 1, 40),
                new EndedSessions(id, id));
    }

    private void assertViolated(Batch<Record> batch, String message) {
        assertThatThrownBy(() -> verification.check(batch))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("exactly once was violated, found in batch " + batch.id())
                .hasMessageContaining(message);
    }

    @Test
    void givesTheTotalsOfBatchesThatAgree() {
        assertThat(verification.check(batch(1, 10)).clicks()).isEqualTo(10);
        Totals totals = verification.check(batch(2, 25));
        assertThat(totals.clicks()).isEqualTo(25);
        assertThat(totals.cents()).isEqualTo(100);
        assertThat(totals.endedSessions()).isEqualTo(2);
        assertThat(totals.keys()).isEqualTo(4);
    }

    @Test
    void acceptsABatchThatIsSeenAgainWithTheSameTotals() {
        Totals totals = verification.check(batch(1, 10));
        verification.check(batch(2, 20));
        assertThat(verification.check(batch(1, 10))).isEqualTo(totals);
    }

    @Test
    void refusesABatchThatIsSeenAgainWithOtherTotals() {
        verification.check(batch(1, 10));
        assertViolated(batch(1, 11), "was seen before with other totals");
    }

    @Test
    void refusesTotalsThatGoBack() {
        verification.check(batch(1, 10));
        assertViolated(batch(2, 9), "totals went back");
    }

    @Test
    void refusesAViolationThatALedgerRecorded() {
        assertViolated(
                batch(1, new Ledger(0, 0, 5, 5, 0, "click 3 is gone"), new Sales(Category.TOYS, 5, 0)),
                "click 3 is gone");
    }

    @Test
    void refusesALedgerThatCountedOtherThanItsOffsetsSay() {
        assertViolated(
                batch(1, new Ledger(0, 0, 5, 4, 0, ""), new Sales(Category.TOYS, 4, 0)),
                "split 0 was read from 0 to 5, but 4 clicks were counted");
    }

    @Test
    void refusesCategoriesThatCountedOtherThanTheLedger() {
        assertViolated(
                batch(1, new Ledger(0, 0, 5, 5, 0, ""), new Sales(Category.TOYS, 4, 0)),
                "the splits hold 5 clicks and 0 cents, the categories 4 clicks");
        assertViolated(
                batch(2, new Ledger(0, 0, 5, 5, 7, ""), new Sales(Category.TOYS, 5, 8)),
                "and 7 cents, the categories 5 clicks and 8 cents");
    }
}

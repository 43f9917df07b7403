package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static List<Click> clicks(long... offsets) {
        return LongStream.of(offsets)
                .mapToObj(offset -> new Click(2, offset, 7, Category.TOYS, 10))
                .toList();
    }

    private static Ledger ledger(long... offsets) {
        return Ledger.after(clicks(offsets), Optional.empty()).orElseThrow();
    }

    @Test
    void countsClicksThatFollowEachOther() {
        Ledger first = ledger(5, 6, 7);
        Ledger second = Ledger.after(clicks(8, 9), Optional.of(first)).orElseThrow();
        assertThat(first).isEqualTo(new Ledger(2, 5, 8, 3, 30, ""));
        assertThat(second).isEqualTo(new Ledger(2, 5, 10, 5, 50, ""));
    }

    @Test
    void recordsAClickThatIsMissing() {
        assertThat(ledger(0, 1, 3).violation())
                .isEqualTo("in split 2, click 2 had to come next, but click 3 came: those between are missing");
    }

    @Test
    void recordsAClickThatIsRepeated() {
        assertThat(ledger(0, 1, 1, 2).violation())
                .isEqualTo("in split 2, click 2 had to come next, but click 1 came: it came before");
    }

    @Test
    void recordsClicksOutOfOrder() {
        assertThat(ledger(0, 2, 1).violation()).contains("click 1 had to come next, but click 2 came");
    }

    @Test
    void keepsTheFirstViolationForever() {
        Ledger violated = ledger(0, 2);
        Ledger later = Ledger.after(clicks(3, 3, 4), Optional.of(violated)).orElseThrow();
        assertThat(later.violation()).isEqualTo(violated.violation());
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.chaos.Ledger.Entry;
import io.holdfast.chaos.SumsChecker.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker can fail: each test plants one defect in an output that is otherwise exact. */
class SumsCheckerTest {

    private final Ledger ledger = new Ledger();
    private final List<Sum> output = new ArrayList<>();

    @BeforeEach
    void exactOutput() {
        ledger.append(List.of(
                new Entry(0, "a", 5),
                new Entry(1, "b", 1),
                new Entry(0, "a", 2),
                new Entry(0, "a", 10),
                new Entry(1, "b", 4)));
        output.addAll(List.of(
                new Sum("a", 5, "0@0"),
                new Sum("a", 7, "0@1"),
                new Sum("a", 17, "0@2"),
                new Sum("b", 1, "1@0"),
                new Sum("b", 5, "1@1")));
    }

    private void check() {
        SumsChecker.check("output", ledger.sums(), output);
    }

    @Test
    void acceptsExactOutputInAnyOrderOfKeys() {
        assertThatCode(this::check).doesNotThrowAnyException();
        Collections.rotate(output, 2);
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void findsALostRecord() {
        output.remove(1);
        assertThatThrownBy(this::check)
                .hasMessageContaining("key a, position 1, found at 0@2: expected 7, found 17")
                .hasMessageContaining("missing");
    }

    @Test
    void findsALostRecordAtTheEnd() {
        output.remove(4);
        assertThatThrownBy(this::check).hasMessageContaining("key b, position 1: expected 5, found no more");
    }

    @Test
    void findsALostKey() {
        output.removeIf(sum -> sum.key().equals("b"));
        assertThatThrownBy(this::check).hasMessageContaining("key b, position 0: expected 1, found no more");
    }

    @Test
    void findsADoubledRecord() {
        output.add(2, output.get(1));
        assertThatThrownBy(this::check)
                .hasMessageContaining("key a, position 2, found at 0@1: expected 17, found 7")
                .hasMessageContaining("doubled");
    }

    @Test
    void findsADoubledRecordAtTheEnd() {
        output.add(output.get(4));
        assertThatThrownBy(this::check)
                .hasMessageContaining("key b, position 2, found at 1@1: expected no more sums, found 5");
    }

    @Test
    void findsSwappedRecords() {
        Collections.swap(output, 0, 1);
        assertThatThrownBy(this::check).hasMessageContaining("key a, position 0, found at 0@1: expected 5, found 7");
    }

    @Test
    void findsASumThatCountsAnInputTwice() {
        output.set(4, new Sum("b", 9, "1@1"));
        assertThatThrownBy(this::check).hasMessageContaining("a sum that never was");
    }

    @Test
    void findsAKeyThatWasNeverProduced() {
        output.add(new Sum("c", 1, "1@2"));
        assertThatThrownBy(this::check).hasMessageContaining("key c, position 0");
    }
}

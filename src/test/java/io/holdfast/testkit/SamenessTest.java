package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.model.Pair;
import io.holdfast.testkit.Target.Published;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When two runs have published the same. */
class SamenessTest {

    /** Has no equals. */
    static final class Plain {
        private long number;

        private Plain() {}

        Plain(long number) {
            this.number = number;
        }
    }

    private final Sameness same = new Sameness(Types.builder().build());

    @Test
    void keysMayComeInAnyOrderButTheRecordsOfOneKeyMayNot() {
        Pair<String, Long> first = Pair.of("a", 1L);
        Pair<String, Long> second = Pair.of("a", 2L);
        Pair<String, Long> other = Pair.of("b", 1L);
        assertThat(same.of(List.of(first, second, other), List.of(other, first, second)))
                .isTrue();
        assertThat(same.of(List.of(first, second, other), List.of(second, first, other)))
                .isFalse();
    }

    @Test
    void recordsThatAreRepeatedOrMissingDiffer() {
        assertThat(same.of(List.of("a", "b"), List.of("b", "a"))).isTrue();
        assertThat(same.of(List.of("a", "b"), List.of("a", "a"))).isFalse();
        assertThat(same.of(List.of("a"), List.of("a", "a"))).isFalse();
        assertThat(same.of(List.of(new byte[] {1}), List.of(new byte[] {1}))).isTrue();
    }

    @Test
    void classesWithoutEqualsAreComparedByTheirBytesOrNotAtAll() {
        Sameness registered = new Sameness(Types.builder().register(Plain.class).build());
        assertThat(registered.of(List.of(new Plain(1)), List.of(new Plain(1)))).isTrue();
        assertThat(registered.of(List.of(new Plain(1)), List.of(new Plain(2)))).isFalse();
        assertThatThrownBy(() -> same.of(List.of(new Plain(1)), List.of(new Plain(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give it equals, or register it");
    }

    /** A batch that is published after a later one is out of order, though all records are there. */
    @Test
    void batchesThatComeInAnotherOrderDiffer() {
        Outcome expected = Outcome.of(published(1, 2), List.of("out"));
        assertThat(expected.difference(Outcome.of(published(1, 2), List.of("out")), List.of("out"), same))
                .isEmpty();
        Optional<Difference> difference =
                expected.difference(Outcome.of(published(2, 1), List.of("out")), List.of("out"), same);
        assertThat(difference).contains(new Difference.OfOutput("out", 1, List.of("record of 1"), List.of()));
    }

    private static World published(long... times) {
        World world = new World();
        Target target = world.target("out");
        for (long time : times) {
            target.published().add(new Published(time, 1, "record of " + time));
        }
        return world;
    }
}

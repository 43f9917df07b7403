package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.Types;
import io.holdfast.driver.RestoredState.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When two runs have left the same state. */
class EndStateTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final Types types =
            Types.builder().register(SamenessTest.Plain.class).build();
    private final Entry one = new Entry("a", 1L, NEVER);
    private final Entry another = new Entry("b", 2L, 3000);

    private EndState state(Map<String, List<Entry>> tables) {
        return new EndState(tables, types);
    }

    private void assertFirst(
            Map<String, List<Entry>> expected, Map<String, List<Entry>> found, Difference.OfState first) {
        assertThat(state(expected).difference(state(found), new Sameness(types)))
                .contains(first);
    }

    @Test
    void theOrderOfKeysDoesNotMatterNorDoesATableWithoutAny() {
        EndState state = state(Map.of("sums", List.of(one, another), "empty", List.of()));
        assertThat(state.difference(state(Map.of("sums", List.of(another, one))), new Sameness(types)))
                .isEmpty();
        assertThat(state.size()).isEqualTo(2);
    }

    /** Planted defect: only keys that both have are compared. */
    @Test
    void keysAndTablesThatAreMissingOrTooManyDiffer() {
        Map<String, List<Entry>> both = Map.of("sums", List.of(one, another));
        Map<String, List<Entry>> single = Map.of("sums", List.of(one));
        assertFirst(both, single, new Difference.OfState("sums", "b", another, null));
        assertFirst(single, both, new Difference.OfState("sums", "b", null, another));
        assertFirst(both, Map.of(), new Difference.OfState("sums", "a", one, null));
        assertFirst(Map.of(), both, new Difference.OfState("sums", "a", null, one));
    }

    /** Planted defect: deadlines are not compared. */
    @Test
    void deadlinesAreState() {
        Entry later = new Entry("b", 2L, 4000);
        assertFirst(
                Map.of("sums", List.of(one, another)),
                Map.of("sums", List.of(one, later)),
                new Difference.OfState("sums", "b", another, later));
    }

    @Test
    void valuesWithoutEqualsAreComparedByTheirBytes() {
        Entry plain = new Entry("a", new SamenessTest.Plain(1), NEVER);
        Entry same = new Entry("a", new SamenessTest.Plain(1), NEVER);
        Entry other = new Entry("a", new SamenessTest.Plain(2), NEVER);
        assertThat(state(Map.of("sums", List.of(plain)))
                        .difference(state(Map.of("sums", List.of(same))), new Sameness(types)))
                .isEmpty();
        assertFirst(
                Map.of("sums", List.of(plain)),
                Map.of("sums", List.of(other)),
                new Difference.OfState("sums", "a", plain, other));
    }
}

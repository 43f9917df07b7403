package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.Fault.Kind;
import io.holdfast.simulation.RandomHistories.Failure;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * That the histories can fail: each kind of fault has planted defects that only it brings to light. A defect that
 * survives fails the build, and so does a kind of fault without one.
 */
class MutantsTest {

    private static final long FIRST_SEED = 7_000_000;
    private static final long HISTORIES_MAX = 5_000;
    private static final long CONTROL = 100;

    private final Path scratch;

    MutantsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @TestFactory
    Stream<DynamicTest> eachIsCaught() {
        return Mutant.all().stream().map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> isCaught(mutant)));
    }

    private void isCaught(Mutant mutant) throws Exception {
        RandomHistories without = new RandomHistories(scratch, mutant.job(), mutant.kinds(), storage -> storage);
        assertThat(without.run(FIRST_SEED, CONTROL)).as("without the defect").isEmpty();
        RandomHistories with = new RandomHistories(scratch, mutant.job(), mutant.kinds(), mutant.storage());
        try (AutoCloseable planted = mutant.planting().get()) {
            Failure found = with.run(FIRST_SEED, HISTORIES_MAX)
                    .orElseThrow(() -> new AssertionError("'" + mutant + "' survived " + HISTORIES_MAX
                            + " histories with " + mutant.kinds() + ": " + with.tally()));
            Failure shortest = new Shrinker(with).shrink(found);
            System.out.println("caught after " + with.tally().histories() + " histories: " + mutant + "; shortest "
                    + shortest.script() + ": " + firstLine(shortest.error()));
            assertThat(with.run(shortest.script()))
                    .as("the same script fails again")
                    .hasValueSatisfying(
                            again -> assertThat(firstLine(again.error())).isEqualTo(firstLine(shortest.error())));
        }
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    @Test
    void eachFaultHasOne() {
        Set<Kind> owned = EnumSet.noneOf(Kind.class);
        Mutant.all().forEach(mutant -> owned.addAll(mutant.kinds()));
        assertThat(owned).containsExactlyInAnyOrderElementsOf(List.of(Kind.values()));
    }
}

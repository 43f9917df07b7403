package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every planted defect is caught by its histories, and nothing is caught in the job as it is. Each kind of fault that
 * brokers and network have owns a defect, and happens in the histories that catch it.
 */
class KafkaMutantsTest {

    private final Path scratch;

    KafkaMutantsTest(@TempDir(factory = InMemory.class) Path scratch) {
        this.scratch = scratch;
    }

    @TestFactory
    Stream<DynamicTest> theJobAsItIsPasses() {
        return Arrays.stream(KafkaScenario.values())
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> passes(scenario)));
    }

    private void passes(KafkaScenario scenario) throws Exception {
        ShortHistory history = scenario.run(scratch, clients -> clients);
        for (KafkaFault fault : scenario.faults()) {
            assertThat(history.count(fault)).as("how often %s happened", fault).isPositive();
        }
    }

    @Test
    void eachFaultHasAMutant() {
        Set<KafkaFault> owned = EnumSet.noneOf(KafkaFault.class);
        mutants().forEach(mutant -> owned.addAll(mutant.histories().faults()));
        assertThat(owned).containsExactlyInAnyOrder(KafkaFault.values());
    }

    private static Stream<KafkaMutant> mutants() {
        return Stream.concat(KafkaMutants.all().stream(), AvailabilityMutants.all().stream());
    }

    @TestFactory
    Stream<DynamicTest> everyMutantIsCaught() {
        return mutants()
                .map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> assertThatThrownBy(
                                () -> mutant.histories().run(scratch, mutant.install()))
                        .isInstanceOf(AssertionError.class)
                        .satisfies(caught -> System.out.println("caught: " + mutant + ": " + shortened(caught)))));
    }

    private static String shortened(Throwable caught) {
        String text = caught.toString().replaceAll("\\s+", " ");
        return text.substring(0, Math.min(400, text.length()));
    }
}

package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every planted defect is caught by its histories, and nothing is caught in the job as it is. */
class KafkaMutantsTest {

    private final Path scratch;

    KafkaMutantsTest(@TempDir(factory = InMemory.class) Path scratch) {
        this.scratch = scratch;
    }

    @TestFactory
    Stream<DynamicTest> theJobAsItIsPasses() {
        return Arrays.stream(KafkaScenario.values())
                .map(scenario ->
                        DynamicTest.dynamicTest(scenario.name(), () -> scenario.run(scratch, clients -> clients)));
    }

    @TestFactory
    Stream<DynamicTest> everyMutantIsCaught() {
        return KafkaMutants.all().stream()
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

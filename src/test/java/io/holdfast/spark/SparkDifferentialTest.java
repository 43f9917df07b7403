package io.holdfast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.PlantedDefect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same random programs over the same random batches on Holdfast and on Spark Streaming: equal outputs, batch by batch.
 * {@code -Dspark.seed=N -Dspark.programs=N} runs again what a failure named, or others than usual: the usual ones are the same in
 * each run, so that a build that fails has changed something.
 */
class SparkDifferentialTest {

    private static final long FIXED_SEED = 20_260_101;

    /** So many that each of {@link Defects} is found. */
    private static final int FIXED_PROGRAMS = 100;

    private static final int CHOSEN_PROGRAMS = Integer.getInteger("spark.programs", 40);

    private static final long CHOSEN_SEED = Long.getLong("spark.seed", FIXED_SEED + FIXED_PROGRAMS);

    /** How many share a streaming context of Spark. */
    private static final int TOGETHER = 20;

    private static final List<Program> FIXED = programs(FIXED_SEED, FIXED_PROGRAMS);

    @TempDir
    private static Path sparkScratch;

    private static SparkEngine spark;
    private static List<Outcome> fixedOnSpark;

    private final Path scratch;

    SparkDifferentialTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @BeforeAll
    static void startSpark() throws Exception {
        spark = new SparkEngine(sparkScratch);
        fixedOnSpark = onSpark(FIXED);
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    private static List<Program> programs(long seed, int count) {
        return LongStream.range(seed, seed + count).mapToObj(RandomProgram::of).toList();
    }

    @Test
    void programsOfAFixedSeedGiveTheSameOnBothEngines() throws Exception {
        failIfPresent(firstDifference(FIXED, fixedOnSpark));
    }

    @Test
    void programsOfAChosenSeedGiveTheSameOnBothEngines() throws Exception {
        System.out.println("Spark programs: -Dspark.seed=" + CHOSEN_SEED + " -Dspark.programs=" + CHOSEN_PROGRAMS);
        failIfPresent(firstDifference(programs(CHOSEN_SEED, CHOSEN_PROGRAMS)));
    }

    /** Shows that the programs of the fixed seed would find what is wrong. */
    @ParameterizedTest
    @EnumSource
    void aPlantedDefectIsFound(Defects defect) throws Exception {
        try (PlantedDefect planted = defect.plant()) {
            assertThat(firstDifference(FIXED, fixedOnSpark)).isPresent();
        }
    }

    @Test
    void aDifferenceIsShrunkToTheOperationThatDiffers() throws Exception {
        try (PlantedDefect planted = Defects.UNION_DROPS_ONE_SIDE.plant()) {
            Difference found = firstDifferenceInTheFirstBatch();
            Difference smallest = new ProgramShrinker(this::firstDifference).shrink(found);
            assertThat(smallest.program().steps()).hasSizeBetween(2, 3);
            assertThat(smallest.program().batches()).isEqualTo(1);
            assertThat(smallest.toString()).contains("Union[] of", "Holdfast: [", "Spark:    [");
        }
    }

    /** Shrinks fast. */
    private Difference firstDifferenceInTheFirstBatch() throws Exception {
        for (int program = 0; program < FIXED.size(); program++) {
            Optional<Difference> found =
                    firstDifference(FIXED.subList(program, program + 1), fixedOnSpark.subList(program, program + 1));
            if (found.isPresent() && found.get().batch() == 0) {
                return found.get();
            }
        }
        throw new AssertionError("none");
    }

    private void failIfPresent(Optional<Difference> found) throws Exception {
        if (found.isPresent()) {
            long seed = found.get().program().seed();
            Difference smallest = new ProgramShrinker(this::firstDifference).shrink(found.get());
            fail("Holdfast and Spark differ: -Dspark.seed=" + seed + " -Dspark.programs=1\n" + smallest);
        }
    }

    private static List<List<Program>> groups(List<Program> programs) {
        return IntStream.iterate(0, from -> from < programs.size(), from -> from + TOGETHER)
                .mapToObj(from -> programs.subList(from, Math.min(programs.size(), from + TOGETHER)))
                .toList();
    }

    private static List<Outcome> onSpark(List<Program> programs) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (List<Program> together : groups(programs)) {
            outcomes.addAll(spark.run(together));
        }
        return outcomes;
    }

    /** Runs no more of the programs on Spark than are needed to find one. */
    private Optional<Difference> firstDifference(List<Program> programs) throws Exception {
        for (List<Program> together : groups(programs)) {
            Optional<Difference> found = firstDifference(together, spark.run(together));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Difference> firstDifference(List<Program> programs, List<Outcome> onSpark) throws Exception {
        for (int program = 0; program < programs.size(); program++) {
            Outcome onHoldfast = HoldfastEngine.run(programs.get(program), scratch);
            Optional<Difference> difference = Difference.of(programs.get(program), onHoldfast, onSpark.get(program));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** What the fixed seed covers: an operation that no program has would be compared by nobody. */
    @Test
    void theProgramsHaveEveryOperationAndEveryRule() {
        List<Program> programs = FIXED;
        TreeSet<String> operations = new TreeSet<>();
        programs.forEach(program -> program.steps().stream()
                .filter(step -> !step.isSource())
                .forEach(step -> operations.add(
                        step.operation() instanceof Joining joining
                                ? joining.name()
                                : step.operation().getClass().getSimpleName())));
        List<String> expected = new ArrayList<>();
        for (Class<?> kind : List.of(
                Narrow.class, InBatch.class, ByKey.class, Stateful.class, Windowed.class, WindowedByKey.class)) {
            Stream.of(kind.getPermittedSubclasses())
                    .filter(Class::isRecord)
                    .forEach(operation -> expected.add(operation.getSimpleName()));
        }
        for (Joining joining : Joining.values()) {
            expected.add(joining.name());
        }
        assertThat(operations).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(programs).anyMatch(program -> program.idle().contains(true));
        assertThat(programs).allMatch(Program::isValid);
        assertThat(IntStream.rangeClosed(1, 3)).allSatisfy(parallelism -> assertThat(programs)
                .anyMatch(program -> program.parallelism() == parallelism));
    }
}

package io.holdfast.spark;

import io.holdfast.spark.Program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a program on which the engines differ smaller, as long as they differ. */
final class ProgramShrinker {

    /** Runs some programs on both engines, and finds one on which they differ. */
    interface Trial {
        Optional<Difference> firstDifference(List<Program> programs) throws Exception;
    }

    private final Trial trial;

    ProgramShrinker(Trial trial) {
        this.trial = trial;
    }

    Difference shrink(Difference found) throws Exception {
        Difference smallest = found;
        for (Optional<Difference> next = Optional.of(found); next.isPresent(); ) {
            smallest = next.get();
            next = trial.firstDifference(smaller(smallest));
        }
        return smallest;
    }

    /** Valid programs with one thing less, the most daring first. */
    private static List<Program> smaller(Difference difference) {
        Program program = difference.program();
        return Stream.of(
                        Stream.of(fewerBatches(program, (int) difference.batch() + 1)),
                        IntStream.range(program.sources(), program.steps().size())
                                .mapToObj(step -> withoutStep(program, step)),
                        program.outputs().stream().map(output -> withoutOutput(program, output)),
                        IntStream.range(0, program.batches()).mapToObj(batch -> withoutRecords(program, batch)),
                        IntStream.range(0, program.batches()).boxed().flatMap(batch -> withoutOne(program, batch)))
                .flatMap(programs -> programs)
                .filter(smaller -> !smaller.equals(program) && smaller.isValid())
                .toList();
    }

    private static Program fewerBatches(Program program, int batches) {
        return new Program(
                program.seed(),
                program.parallelism(),
                program.steps(),
                program.inputs(),
                program.idle().subList(0, Math.max(1, Math.min(batches, program.batches()))));
    }

    /** Whoever read the step reads what it read. */
    private static Program withoutStep(Program program, int gone) {
        int instead = program.steps().get(gone).inputs().get(0);
        return remapped(program, gone, instead);
    }

    private static Program withoutOutput(Program program, int output) {
        return output < program.sources() ? program : remapped(program, output, output);
    }

    private static Program remapped(Program program, int gone, int instead) {
        List<Step> steps = new ArrayList<>();
        for (int step = 0; step < program.steps().size(); step++) {
            if (step != gone) {
                Step kept = program.steps().get(step);
                steps.add(new Step(
                        kept.operation(),
                        kept.inputs().stream()
                                .map(input -> input == gone ? instead : input)
                                .map(input -> input > gone ? input - 1 : input)
                                .toList()));
            }
        }
        return new Program(program.seed(), program.parallelism(), steps, program.inputs(), program.idle());
    }

    private static Program withoutRecords(Program program, int batch) {
        return withInput(
                program,
                batch,
                program.inputs().stream().map(source -> List.of()).toList());
    }

    private static Stream<Program> withoutOne(Program program, int batch) {
        return IntStream.range(0, program.sources()).boxed().flatMap(source -> IntStream.range(
                        0, program.inputs().get(source).get(batch).size())
                .mapToObj(record -> {
                    List<List<Object>> inputs = new ArrayList<>(program.inputs().stream()
                            .map(input -> input.get(batch))
                            .toList());
                    List<Object> fewer = new ArrayList<>(inputs.get(source));
                    fewer.remove(record);
                    inputs.set(source, fewer);
                    return withInput(program, batch, inputs);
                }));
    }

    private static Program withInput(Program program, int batch, List<List<Object>> inputs) {
        List<List<List<Object>>> changed = new ArrayList<>();
        for (int source = 0; source < program.sources(); source++) {
            List<List<Object>> input = new ArrayList<>(program.inputs().get(source));
            input.set(batch, inputs.get(source));
            changed.add(input);
        }
        return new Program(program.seed(), program.parallelism(), program.steps(), changed, program.idle());
    }
}

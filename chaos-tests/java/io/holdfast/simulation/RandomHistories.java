package io.holdfast.simulation;

import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Histories drawn from seeds, on all processors; the same seed is the same history. */
final class RandomHistories {

    private final Path scratch;
    private final SimulatedJob.Kind job;
    private final List<Fault.Kind> kinds;
    private final UnaryOperator<Storage> defect;
    private final Tally tally = new Tally();

    RandomHistories(Path scratch, SimulatedJob.Kind job, List<Fault.Kind> kinds, UnaryOperator<Storage> defect) {
        this.scratch = scratch;
        this.job = job;
        this.kinds = kinds;
        this.defect = defect;
    }

    Tally tally() {
        return tally;
    }

    /** What is wrong with the first history that is found to fail, if any. */
    Optional<Failure> run(long fromSeed, long count) {
        return LongStream.range(fromSeed, fromSeed + count)
                .parallel()
                .mapToObj(seed -> run(Script.draw(seed, kinds)))
                .flatMap(Optional::stream)
                .findAny();
    }

    /** A script that fails, and how. */
    record Failure(Script script, AssertionError error) {}

    Optional<Failure> run(Script script) {
        try {
            new History(scratch, job, script, tally, defect).run();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(new Failure(script, e));
        }
    }
}

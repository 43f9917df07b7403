package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.driver.JobRun;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Accumulator;
import io.holdfast.model.Broadcast;
import io.holdfast.model.Counter;
import io.holdfast.simulation.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accumulators and broadcast values: part of the checkpoint, like state. */
class SharedValuesTest {

    private static final List<List<Integer>> NUMBERS = List.of(List.of(1, 2, 3), List.of(4), List.of(5, 6));

    private final Path scratch;

    SharedValuesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static Counter counting(JobRun run, String sink) {
        Counter counter = new Counter(run.graph().<Long>accumulator("seen", 0L, Long::sum));
        run.input("in", NUMBERS)
                .repartition(3)
                .map(number -> {
                    counter.increment();
                    return number;
                })
                .to(sink, run.sink(sink));
        return counter;
    }

    @Test
    void whatAllTasksAddIsCountedOnceAndOutlivesARestart() {
        JobRun run = new JobRun(scratch, 3);
        Counter counter = counting(run, "out");
        run.runs(2);
        assertThat(counter.value()).isEqualTo(4);
        run.restart(Duration.ZERO, 2);
        JobRun again = run.again();
        Counter continued = counting(again, "out");
        again.runs(3);
        assertThat(continued.value()).isEqualTo(6);
    }

    @Test
    void anAccumulatorMergesByItsFunction() {
        JobRun run = new JobRun(scratch, 2);
        Accumulator<Integer> largest = run.graph().accumulator("largest", 0, Math::max);
        run.input("in", NUMBERS)
                .map(number -> {
                    largest.add(number);
                    return number;
                })
                .to("out", run.sink("out"));
        assertThat(largest.value()).isZero();
        run.runs(4);
        assertThat(largest.value()).isEqualTo(6);
    }

    @Test
    void whatABatchAddedThatFailedDoesNotCount() {
        JobRun run = new JobRun(scratch, 1);
        Counter counter = new Counter(run.graph().<Long>accumulator("seen", 0L, Long::sum));
        run.input("in", NUMBERS)
                .map(number -> {
                    counter.add(10);
                    if (number == 6) {
                        throw new IllegalStateException("six");
                    }
                    return number;
                })
                .to("out", run.sink("out"));
        assertThat(run.run(5)).isInstanceOf(UserCodeException.class);
        assertThat(counter.value()).isEqualTo(40);
    }

    @Test
    void outsideOfABatchNothingIsAddedOrSeen() {
        JobRun run = new JobRun(scratch, 1);
        Counter counter = counting(run, "out");
        Broadcast<String> broadcast = run.graph().broadcast("b", "first");
        assertThatThrownBy(counter::increment)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'seen'", "outside of a batch");
        assertThatThrownBy(broadcast::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'b'", "outside of a batch");
        run.runs(2);
        assertThatThrownBy(counter::increment).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBroadcastValueIsReplacedFromTheNextBatchOnAndOutlivesARestart() {
        JobRun run = new JobRun(scratch, 2);
        Broadcast<Integer> factor = factor(run);
        run.runs(1);
        factor.update(10);
        run.restart(Duration.ZERO, 2).runs(2);
        assertThat(run.output("out").subList(1, 2)).containsExactly(List.of(40));
        run.restart(Duration.ZERO, 1);
        JobRun again = run.again();
        factor(again);
        again.runs(3);
        assertThat(again.output("out").get(2))
                .as("a new process, and no update in it")
                .containsExactlyInAnyOrder(50, 60);
    }

    private static Broadcast<Integer> factor(JobRun run) {
        Broadcast<Integer> factor = run.graph().broadcast("factor", 1);
        run.input("in", NUMBERS).map(number -> number * factor.value()).to("out", run.sink("out"));
        return factor;
    }

    @Test
    void anAccumulatorThatIsGoneIsMissedUnlessItIsForgotten() {
        JobRun run = new JobRun(scratch, 1);
        counting(run, "out");
        run.runs(2).restart(Duration.ZERO, 1);
        JobRun without = run.again();
        without.input("in", NUMBERS).to("out", without.sink("out"));
        assertThat(without.run(2))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll("shared value 'seen'", "forget(\"seen\")");
        without.forget("seen").runs(3);
    }
}

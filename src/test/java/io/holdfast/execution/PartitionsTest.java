package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.model.Partitioner;
import io.holdfast.simulation.MemoryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over which tasks records are spread, and operations on whole batches. */
class PartitionsTest {

    private final Path scratch;

    PartitionsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static PairDStream<Integer, Integer> numbers(JobRun run, String name) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            numbers.add(i);
        }
        return run.<Integer>input(name, List.of(numbers)).mapToPair(number -> Pair.of(number % 10, number));
    }

    /** The last digit decides, in as many partitions as there are of them. */
    private record ByDigit(int partitions) implements Partitioner<Integer> {
        @Override
        public int partitionOf(Integer key) {
            return key;
        }
    }

    /** Planted defect: always as many as there are shards. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 300})
    void operationsByKeyRunInAsManyTasksAsAsked(int tasks) {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<Integer, Integer> numbers = numbers(run, "in");
        numbers.partitionedBy(tasks)
                .reduceByKey(Integer::sum)
                .glom()
                .map(List::size)
                .to("sizes", run.sink("sizes"));
        numbers.partitionedBy(tasks).join(numbers).count().to("joined", run.sink("joined"));
        run.runs(2);
        assertThat(run.output("sizes").get(0)).hasSize(tasks);
        assertThat(run.output("sizes").get(0).stream()
                        .mapToInt(size -> (int) size)
                        .sum())
                .isEqualTo(10);
        assertThat(run.output("joined").get(0)).containsExactly(160L);
    }

    /** Planted defect: key groups decide. */
    @Test
    void aPartitionerChoosesTheTaskOfEachKey() {
        JobRun run = new JobRun(scratch, 2);
        numbers(run, "in")
                .partitionedBy(new ByDigit(10))
                .groupByKey()
                .mapValues(List::size)
                .glom()
                .to("out", run.sink("out"));
        List<Object> expected = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            expected.add(List.of(Pair.of(digit, 4)));
        }
        assertThat(run.runs(2).output("out").get(0)).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Planted defect: one that exists is taken, modulo. */
    @Test
    void aPartitionThatDoesNotExistFailsTheBatch() {
        JobRun run = new JobRun(scratch, 2);
        numbers(run, "in")
                .partitionedBy(new ByDigit(9))
                .reduceByKey(Integer::sum)
                .to("out", run.sink("out"));
        assertThat(run.run(2))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("reduceByKey", "key 9", "partition 9", "from 0 to 8");
    }

    /** Planted defect: twice as many are allowed. */
    @Test
    void partitionsAreFrom1To4096() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<Integer, Integer> numbers = numbers(run, "in");
        assertThatThrownBy(() -> numbers.partitionedBy(0)).hasMessageContaining("from 1 to 4096, found 0");
        assertThatThrownBy(() -> numbers.partitionedBy(4097)).hasMessageContaining("found 4097");
    }

    /** Planted defects: the function sees one partition of its input; one of its output goes on; inputs are swapped. */
    @Test
    void batchesOfTwoStreamsAreSeenTogether() {
        JobRun run = new JobRun(scratch, 3);
        PairDStream<Integer, Integer> numbers = numbers(run, "in").repartition(4);
        PairDStream<Integer, Integer> others =
                numbers(run, "other").filter(pair -> pair.key() == 3).repartition(3);
        numbers.transformWith(others, PartitionsTest::counts).to("counts", run.sink("counts"));
        numbers.transformWithToPair(others, (one, other) -> other).keys().to("keys", run.sink("keys"));
        numbers.transformToPair(batch -> batch.filter(pair -> pair.value() == 7))
                .values()
                .to("sevens", run.sink("sevens"));
        run.runs(2);
        assertThat(run.output("counts").get(0)).containsExactly(40L, 4L);
        assertThat(run.output("keys").get(0)).containsExactly(3, 3, 3, 3);
        assertThat(run.output("sevens").get(0)).containsExactly(7);
    }

    private static Batch<Long> counts(Batch<Pair<Integer, Integer>> one, Batch<Pair<Integer, Integer>> other) {
        return Batch.of(one.id(), one.time(), one.timeline(), List.of(List.of(one.count(), other.count())));
    }
}

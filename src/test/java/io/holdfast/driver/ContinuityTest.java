package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.SinkException;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.simulation.Target;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may change between two starts on one directory, and what is refused before anything is changed. */
class ContinuityTest {

    private final Path scratch;

    ContinuityTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private Sums started(int records, int seconds) {
        Sums sums = new Sums(scratch).records(records);
        sums.runs(seconds);
        sums.world.reboot();
        return sums;
    }

    private static void refuses(Sums sums, String... says) {
        int before = sums.batches();
        Throwable end = sums.run(3);
        assertThat(end).isInstanceOf(IncompatibleCheckpointException.class).hasMessageContainingAll(says);
        assertThat(sums.batches()).as("nothing was committed").isEqualTo(before);
        assertThat(sums.life().readies).isEmpty();
        sums.world.reboot();
    }

    @Test
    void theDirectoryOfAnotherJobIsRefused() {
        Sums sums = started(4, 3);
        sums.options.name = "other";
        refuses(sums, "job 'job'", "job 'other'");
    }

    @Test
    void anOperatorThatIsAddedStartsEmptyAndOneThatIsMissingIsRefused() {
        Sums sums = started(40, 4);
        Target other = new Target("other");
        sums.extra = pairs -> pairs.<Long>updateStateByKey(
                        "late", (values, before) -> Optional.of(before.orElse(0L) + values.size()))
                .to("late-out", sums.sink(other));
        sums.runs(3);
        sums.world.reboot();
        sums.runs(12).checkExact();
        assertThat(other.values()).contains(Pair.of("even0", 6L)).doesNotContain(Pair.of("even0", 7L));
        sums.world.reboot();
        sums.extra = pairs -> {};
        refuses(sums, "'late'", "4 keys", "updateStateByKey");
        sums.extra = pairs -> pairs.<Long, Long>mapWithState(
                        "late", io.holdfast.model.StateSpec.function((key, value, state) -> 1L))
                .to("late-out", sums.sink(other));
        refuses(sums, "'late'", "updateStateByKey", "mapWithState");
    }

    @Test
    void aSourceUnderAnotherNameIsRefusedUnlessTheOldOneIsForgotten() {
        Sums sums = started(8, 4);
        sums.sourceName = "renamed";
        refuses(sums, "source 'in'", "forget(\"in\")");
        sums.options.forget.add("in");
        sums.runs(4);
        assertThat(sums.target.values()).as("everything was read again").hasSize(16);
    }

    private Sums withPendingOutput() {
        Sums sums = new Sums(scratch).records(8);
        sums.target.onStore((after, batch) -> {
            throw new SinkException("down");
        });
        assertThat(sums.run(9)).isInstanceOf(SinkException.class);
        sums.target.onStore((after, batch) -> {});
        sums.world.reboot();
        return sums;
    }

    @Test
    void aSinkThatMovesOrGoesWithPendingOutputIsRefusedUnlessForgotten() {
        Sums sums = withPendingOutput();
        Target old = sums.target;
        sums.target = new Target("second target");
        refuses(sums, "sink 'out'", "output of batch 1", "first target", "second target", "forget(\"out\")");
        sums.sinkName = "renamed";
        refuses(sums, "sink 'out'", "no such sink");
        sums.sinkName = "out";
        sums.options.forget.add("out");
        sums.runs(5);
        assertThat(old.entries).isEmpty();
        assertThat(sums.target.entries).as("only what came after").allMatch(entry -> entry.batch() > 2);
    }

    @Test
    void aSinkWithoutPendingOutputMayMove() {
        Sums sums = started(16, 3);
        Target old = sums.target;
        sums.target = new Target("second target");
        sums.runs(6);
        assertThat(old.entries.size() + sums.target.entries.size()).isEqualTo(16);
        sums.target.entries.addAll(0, old.entries);
        sums.checkExact();
    }

    private static Map<String, Map<String, Object>> state(Sums sums) throws Exception {
        return RestoredState.of(
                sums.disk().newProcess(), sums.world.past().head().manifest().batch(), Sums.TYPES, sums.world.scratch);
    }

    /** Sums, an operator that visits all keys, and timers, over shards that are cut anew at each start. */
    @Test
    void parallelismChangesAtEachStartAndStateTimersAndOutputAreAsIfItHadNot() throws Exception {
        Target totals = new Target("totals");
        Sums sums = new Sums(scratch).records(60);
        sums.timeout = java.time.Duration.ofSeconds(6);
        sums.extra = pairs -> pairs.<Long>updateStateByKey(
                        "totals",
                        (values, before) -> Optional.of(before.orElse(0L)
                                + values.stream().mapToLong(Long::longValue).sum()))
                .to("totals-out", sums.sink(totals));
        for (int parallelism : new int[] {2, 3, 1, 2, 7, 2}) {
            sums.options.parallelism = parallelism;
            sums.runs(3);
            sums.world.reboot();
            assertThat(sums.world.past().head().manifest().shards()).hasSize(parallelism);
            assertThat(state(sums).get("totals")).hasSize(4);
        }
        sums.checkExact();
        Map<String, Object> before = state(sums).get("sums");
        assertThat(before).hasSize(4);
        assertThat(state(sums).get("totals")).isEqualTo(before);
        sums.options.parallelism = 3;
        sums.runs(12);
        assertThat(sums.target.values()).contains("even0 out", "even1 out", "odd0 out", "odd1 out");
        assertThat(state(sums).get("sums")).isEmpty();
    }

    @Test
    void initialStateIsUsedOnceInTheLifeOfAnOperator() {
        Sums sums = new Sums(scratch).records(24);
        Target other = new Target("other");
        int[] asked = {0};
        sums.ledger.onRead((split, offset) -> {
            if (asked[0] == 1 && offset == 0) {
                throw new io.holdfast.failure.SourceException("the first batch fails, and is tried again");
            }
        });
        sums.extra = pairs -> pairs.<Long>updateStateByKey(
                        "totals", (values, before) -> Optional.of(before.orElse(0L) + values.size()), () -> {
                            asked[0]++;
                            return Map.of("even0", 1000L, "ghost", 1L);
                        })
                .to("totals-out", sums.sink(other));
        sums.runs(3);
        int askedByTheFirst = asked[0];
        assertThat(askedByTheFirst).isPositive();
        for (int start = 0; start < 3; start++) {
            sums.world.reboot();
            sums.options.parallelism = 2 + start;
            sums.runs(3);
        }
        sums.checkExact();
        assertThat(asked[0]).isEqualTo(askedByTheFirst);
        assertThat(other.values())
                .contains(Pair.of("even0", 1006L), Pair.of("ghost", 1L))
                .doesNotContain(Pair.of("even0", 6L));
    }

    /** A job without input yet still has its initial state after its first batch, and only then. */
    @Test
    void initialStateIsThereWithoutAnyInput() {
        Sums sums = new Sums(scratch);
        Target other = new Target("other");
        sums.extra =
                pairs -> pairs.<Long>updateStateByKey("totals", (values, before) -> before, () -> Map.of("ghost", 1L))
                        .to("totals-out", sums.sink(other));
        sums.runs(3);
        assertThat(other.values()).containsOnly(Pair.of("ghost", 1L)).hasSize(3);
    }
}

package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.simulation.Target;
import io.holdfast.state.KeyGroups;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may change between two starts on one directory, and what is refused before anything is changed. Planted: each comparison of
 * {@code Continuity.goOn} left out; everything forgotten without being named.
 */
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
        refuses(sums, "'late'", "4 keys", "updateStateByKey", "forget(\"late\")");
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
        return RestoredValues.of(
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

    private static void addLate(Sums sums, Target target) {
        sums.extra = pairs -> pairs.<Long>updateStateByKey(
                        "late", (values, before) -> Optional.of(before.orElse(0L) + values.size()))
                .to("late-out", sums.sink(target));
    }

    /**
     * Dropped with consent, its state is gone, whatever still lies in older snapshots and deltas: an operator that gets the name
     * later on starts empty. With the same shards, with others, and after a restart in which nothing happened.
     */
    @Test
    void theStateOfAForgottenOperatorIsGoneForGood() throws Exception {
        for (int[] parallelism : new int[][] {{2, 2, 2}, {2, 3, 1}, {2, 2, 3}, {2, 3, 3}}) {
            for (int batchesWithout : new int[] {1, 2, 9}) {
                Sums sums = new Sums(scratch).records(60);
                sums.options.parallelism = parallelism[0];
                addLate(sums, new Target("late"));
                sums.runs(4);
                sums.world.reboot();
                sums.extra = pairs -> {};
                sums.options.forget.add("late");
                sums.options.parallelism = parallelism[1];
                sums.runs(batchesWithout);
                sums.world.reboot();
                assertThat(sums.world.past().head().manifest().states()).containsOnlyKeys("sums");
                assertThat(state(sums)).containsOnlyKeys("sums");
                Target again = new Target("again");
                addLate(sums, again);
                sums.options.parallelism = parallelism[2];
                sums.runs(1);
                sums.world.reboot();
                assertThat(again.values())
                        .as("counts of the first batch after the return")
                        .isNotEmpty()
                        .allMatch(value -> ((Pair<?, ?>) value).value().equals(1L));
                sums.runs(12);
                sums.world.reboot();
                sums.checkExact();
            }
        }
    }

    /** The last operator with state goes, and so do the shards. */
    @Test
    void aJobMayLoseAllItsStateAndGetNewOne() throws Exception {
        Sums sums = new Sums(scratch).records(40);
        Target plain = new Target("plain");
        sums.extra = pairs -> pairs.to("plain-out", sums.sink(plain));
        sums.runs(4);
        sums.world.reboot();
        sums.stateful = false;
        refuses(sums, "'sums'", "forget(\"sums\")");
        sums.options.forget.add("sums");
        sums.runs(3);
        sums.world.reboot();
        assertThat(sums.world.past().head().manifest().states()).isEmpty();
        assertThat(sums.world.past().head().manifest().shards()).isEmpty();
        sums.stateful = true;
        sums.options.parallelism = 3;
        sums.sinkName = "back";
        sums.target = new Target("second target");
        sums.runs(6);
        assertThat(sums.target.values().get(0)).isEqualTo(firstSum(plain, sums));
        assertThat(plain.values()).hasSize(40);
    }

    /** Empty state: the first record of the batch after the return is all of the sum. */
    private static String firstSum(Target plain, Sums sums) {
        long batch = sums.target.entries.get(0).batch();
        String key = ((String) sums.target.values().get(0)).split(" ")[0];
        return plain.entries.stream()
                .filter(entry -> entry.batch() == batch
                        && ((Pair<?, ?>) entry.value()).key().equals(key))
                .findFirst()
                .map(entry -> key + " " + ((Pair<?, ?>) entry.value()).value())
                .orElseThrow();
    }

    /** One start tells of everything, and each remedy is named. */
    @Test
    void everythingThatIsInTheWayIsSaidAtOnce() {
        Sums sums = withPendingOutput();
        sums.sourceName = "elsewhere";
        sums.sinkName = "renamed";
        sums.options.name = "other";
        sums.stateful = false;
        sums.extra = pairs -> pairs.to("plain-out", sums.sink(new Target("plain")));
        sums.world.wallMillis(sums.world.wallMillis() + Duration.ofDays(3).toMillis());
        refuses(
                sums,
                "5 things are in the way",
                "this is job 'other'",
                "a jump of",
                "forget(\"sums\")",
                "forget(\"in\")",
                "forget(\"out\")");
    }

    private static Preflight preflight(Sums sums, java.util.function.UnaryOperator<Manifest> edit) {
        Committed head = sums.world.past().head();
        return new Continuity(sums.options.build(), sums.plan(), sums.types, new CheckpointReader(sums.disk()))
                .goOn(new Committed(edit.apply(head.manifest()), head.digest()), sums.world.wallMillis());
    }

    private static Manifest spread(Manifest of, Manifest.KeyGroupLayout layout) {
        return new Manifest(
                of.requires(),
                of.job(),
                of.jobId(),
                of.timeline(),
                of.batch(),
                of.kind(),
                of.batchTimeMillis(),
                of.epoch(),
                of.nonce(),
                of.parent(),
                layout,
                of.floor(),
                of.operators(),
                of.sources(),
                of.shards(),
                of.states(),
                of.sinks(),
                of.schemas(),
                of.chunks(),
                of.counts(),
                of.writtenMillis(),
                of.engineVersion());
    }

    /** Keys would be looked for where they are not. */
    @Test
    void anotherSpreadOfKeysIsRefusedNeverRemapped() {
        Sums sums = started(8, 4);
        assertThat(preflight(sums, manifest -> manifest).isClear()).isTrue();
        for (Manifest.KeyGroupLayout layout : List.of(
                new Manifest.KeyGroupLayout(128, KeyGroups.HASH),
                new Manifest.KeyGroupLayout(KeyGroups.COUNT, "crc32"))) {
            Preflight preflight = preflight(sums, manifest -> spread(manifest, layout));
            assertThatExceptionOfType(IncompatibleCheckpointException.class)
                    .isThrownBy(preflight::requireClear)
                    .withMessageContainingAll(
                            Integer.toString(layout.count()), layout.hash(), "keys would not be found");
        }
    }

    @Test
    void aPreflightNamesWhatIsNewWhatGoesAndWhatStays() {
        Sums sums = started(40, 4);
        addLate(sums, new Target("late"));
        sums.options.parallelism = 3;
        sums.target = new Target("second target");
        assertThat(preflight(sums, manifest -> manifest).findings())
                .extracting(finding -> finding.subject() + " " + finding.name() + " " + finding.verdict())
                .containsExactly(
                        "JOB parallelism CHANGED",
                        "OPERATOR sums MATCHED",
                        "OPERATOR late NEW",
                        "SOURCE in MATCHED",
                        "SINK out CHANGED",
                        "SINK late-out NEW");
    }

    record Old(String name, int n) {}

    record Now(String name, long n) {}

    private static void keyed(Sums sums, Target target, Function<String, Object> key) {
        sums.extra = pairs -> pairs.mapToPair(pair -> Pair.of(key.apply(pair.key()), pair.value()))
                .<Long>updateStateByKey("keyed", (values, before) -> Optional.of(before.orElse(0L) + values.size()))
                .to("keyed-out", sums.sink(target));
    }

    private static Types types(Consumer<Types.Builder> more) {
        Types.Builder builder = Types.builder();
        more.accept(builder);
        return builder.build();
    }

    /** The state of such keys would never be found again: a migration cannot help. */
    @Test
    void keysOfAnotherClassAreRefused() {
        Sums sums = new Sums(scratch).records(40);
        Target target = new Target("keyed");
        keyed(sums, target, name -> new Old(name, 1));
        sums.types = types(builder -> builder.register(Old.class));
        sums.runs(4);
        sums.world.reboot();
        keyed(sums, target, name -> new Now(name, 1));
        sums.types = types(builder -> builder.register(Now.class));
        refuses(sums, "Old", "register(", "migrate(");
        sums.types = types(builder -> builder.register(Now.class)
                .migrate(
                        Old.class.getName(),
                        Now.class,
                        stored -> new Now(stored.get("name", String.class), stored.get("n", Integer.class))));
        refuses(sums, "keys of operator 'keyed'", "whose bytes are others", "Now[name=");
        sums.types = types(builder -> builder.register(Now.class).forget(Old.class.getName()));
        refuses(sums, "keys of operator 'keyed'", "Old");
        sums.types = types(builder -> builder.register(Old.class, Now.class));
        keyed(sums, target, name -> new Old(name, 1));
        sums.runs(6);
    }

    /** State in a class that is gone: migrated as it is read, written anew as it changes, and over shards cut anew. */
    @Test
    void stateIsMigratedKeyByKey() throws Exception {
        Sums sums = new Sums(scratch).records(80);
        Target target = new Target("migrated");
        sums.extra = pairs -> pairs.<Old>updateStateByKey(
                        "values",
                        (values, before) ->
                                Optional.of(new Old("old", before.map(Old::n).orElse(0) + values.size())))
                .to("values-out", sums.sink(target));
        sums.types = types(builder -> builder.register(Old.class));
        sums.runs(8);
        sums.world.reboot();
        sums.extra = pairs -> pairs.<Now>updateStateByKey(
                        "values",
                        (values, before) ->
                                Optional.of(new Now("now", before.map(Now::n).orElse(0L) + values.size())))
                .to("values-out", sums.sink(target));
        Consumer<Types.Builder> migrating = builder -> builder.register(Now.class)
                .migrate(
                        Old.class.getName(),
                        Now.class,
                        stored -> new Now(stored.get("name", String.class), stored.get("n", Integer.class)));
        sums.types = types(migrating);
        for (int parallelism : new int[] {2, 3, 1}) {
            sums.options.parallelism = parallelism;
            sums.runs(6);
            sums.world.reboot();
        }
        sums.checkExact();
        assertThat(target.values()).contains(Pair.of("even0", new Now("now", 20)));
        assertThat(RestoredValues.of(
                                sums.disk().newProcess(),
                                sums.world.past().head().manifest().batch(),
                                sums.types,
                                sums.world.scratch)
                        .get("values"))
                .isEqualTo(Map.of(
                        "even0", new Now("now", 20),
                        "even1", new Now("now", 20),
                        "odd0", new Now("now", 20),
                        "odd1", new Now("now", 20)));
    }

    @Test
    void aMigrationThatFailsNamesOperatorKeyAndShape() {
        Sums sums = new Sums(scratch).records(40);
        Target target = new Target("migrated");
        sums.extra = pairs -> pairs.<Old>updateStateByKey("values", (values, before) -> Optional.of(new Old("old", 1)))
                .to("values-out", sums.sink(target));
        sums.types = types(builder -> builder.register(Old.class));
        sums.runs(4);
        sums.world.reboot();
        sums.types = types(builder -> builder.register(Now.class).migrate(Old.class.getName(), Now.class, stored -> {
            throw new IllegalStateException("no idea");
        }));
        sums.options.maxRestarts = 0;
        assertThat(sums.run(4))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll(
                        "operator 'values'",
                        "key ",
                        "record " + Old.class.getName() + "(java.lang.String name, int n)",
                        "no idea");
    }
}

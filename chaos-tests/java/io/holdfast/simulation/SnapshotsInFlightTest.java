package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.TestGraph;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.common.Digest;
import io.holdfast.driver.RestoredValues;
import io.holdfast.failure.SourceException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.plan.Plan;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are being copied or stored while batches run, fail, and never commit. */
class SnapshotsInFlightTest {

    private final Path scratch;

    SnapshotsInFlightTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static @Nullable Throwable run(Sums sums, Life life) {
        Throwable end = life.run(sums.options.build(), sums.plan(), Sums.TYPES);
        if (end instanceof AssertionError error) {
            throw error;
        }
        return end;
    }

    /**
     * A snapshot is on its way when a batch fails, in any order with what the engine does to begin again: the snapshots of
     * the engine after it are complete.
     */
    @Test
    void aSnapshotOnItsWayDuringARollbackDoesNotDisturbThoseAfterIt() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Sums sums = new Sums(scratch).records(24);
            Life life = new Life(sums.world, seed, "snapshot-" + seed % 2).stopAfter(Duration.ofSeconds(9));
            life.workers().letGo();
            life.time().after(Duration.ofMillis(500), life.workers()::hold);
            long failing = 2 + seed % 4;
            sums.ledger.onRead((split, offset) -> {
                if (offset == failing && life.restarts.isEmpty()) {
                    life.workers().letGo();
                    throw new SourceException("once");
                }
            });
            assertThat(run(sums, life)).isNull();
            assertThat(life.restarts).hasSize(1);
            sums.checkExact();
            sums.world.powerCut(SimulatedStorage.LOSE_ALL);
            long head = sums.world.past().head().manifest().batch();
            assertThat(RestoredValues.of(sums.disk(), head, Sums.TYPES, sums.world.scratch)
                            .get("sums"))
                    .hasSize(4);
            sums.runs(2).checkExact();
        }
    }

    /**
     * A snapshot is copied in the middle of a batch, so that it holds some of its effects, and that batch never commits: the
     * next process goes on from the batch before as if nothing had been.
     */
    @Test
    void aSnapshotThatHoldsEffectsOfABatchThatNeverCommittedIsNotRestored() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Sums sums = new Sums(scratch).records(24);
            sums.timeout = Duration.ofSeconds(2);
            Life life = new Life(sums.world, seed, "snapshot-" + seed % 2).stopAfter(Duration.ofSeconds(9));
            life.workers().letGo();
            life.time().after(Duration.ofMillis(500), life.workers()::hold);
            long half = 3 + seed % 3;
            sums.ledger.onRead((split, offset) -> {
                if (offset == half) {
                    life.workers().letGo();
                }
            });
            String fatal = FileNames.batch(1 + half / 2);
            life.on((moment, what) -> {
                if (what.is("before", "publish", fatal)) {
                    life.die(what);
                }
            });
            assertThat(run(sums, life)).isInstanceOf(SimulatedCrash.class);
            sums.world.powerCut(seed % 3 == 0 ? SimulatedStorage.LOSE_ALL : new SplittableRandom(seed)::nextInt);
            sums.timeout = Duration.ofDays(1);
            sums.runs(9).checkExact();
        }
    }

    /**
     * A snapshot is on its way for six batches or more, of which two are retained; then it is named, with files that it shares with the one
     * before. Each retained batch can be restored. Seen to fail when pruning took what no manifest names for garbage, whoever stored it.
     */
    @Test
    void aSnapshotOnItsWayWhileManyBatchesArePrunedIsWhole() throws Exception {
        for (long seed = 0; seed < 10; seed++) {
            Sums sums = new Sums(scratch).records(80);
            Life life = new Life(sums.world, seed, "snapshot-0").stopAfter(Duration.ofMillis(24_500));
            life.workers().letGo();
            life.time().after(Duration.ofMillis(4_500), life.workers()::hold);
            life.time().after(Duration.ofMillis(14_500), life.workers()::letGo);
            assertThat(run(sums, life)).isNull();
            sums.checkExact();
            sums.world.powerCut(SimulatedStorage.LOSE_ALL);
            Manifest head = sums.world.past().head().manifest();
            for (long batch = head.floor(); batch <= head.batch(); batch++) {
                assertThat(RestoredValues.of(sums.disk(), batch, Sums.TYPES, sums.world.scratch)
                                .get("sums"))
                        .hasSize(4);
            }
            assertThat(CheckpointVerification.of(sums.disk()).snapshots()).isPositive();
            List<Digest> named = sums.world.past().batches().values().stream()
                    .flatMap(batch -> batch.manifest().shards().stream().limit(1))
                    .flatMap(shard -> Stream.ofNullable(shard.snapshot()))
                    .toList();
            assertThat(Set.copyOf(named)).as("snapshots of shard 0").hasSizeGreaterThan(1);
            assertThat(named.stream().mapToInt(digest -> Collections.frequency(named, digest)))
                    .as("batches that name the one before")
                    .anyMatch(batches -> batches >= 6);
            sums.runs(2).checkExact();
        }
    }

    /** Large values, so that a batch evicts some of what it changed itself. */
    private static Plan large(InputLedger ledger, World world, Target target, Life life, boolean fails) {
        TestGraph graph = new TestGraph();
        graph.stream("in", new LedgerSource<Integer>(ledger, world))
                .mapToPair(record -> Pair.of(record, 1))
                .<String, String>mapWithState("large", StateSpec.function((key, value, state) -> {
                    if (fails && key == 16) {
                        life.workers().hold();
                    } else if (fails && key == 47 && life.restarts.isEmpty()) {
                        ledger.recordsPerPlan(1);
                        life.workers().letGo();
                        throw new IllegalStateException("once");
                    }
                    String seen = key + (state.exists() ? " again" : " new");
                    state.update("x".repeat(40_000));
                    return seen;
                }))
                .to("out", new LedgerSink<>(target, world));
        return graph.plan();
    }

    /**
     * A batch of sixteen records, the third, fails at its last one, after others of it have been evicted into the working store, of
     * which a snapshot is made at that moment. Tried again, the batch has one record. None of the others may be known to the
     * process after. Seen to fail when a shard offered what the shard before it, closed by the rollback, had not given out.
     */
    @Test
    void aSnapshotOnItsWayDuringARollbackIsNeverNamed() {
        for (long seed = 0; seed < 20; seed++) {
            World world = new World(scratch);
            InputLedger ledger = new InputLedger(16);
            for (int i = 0; i < 64; i++) {
                ledger.add("split", i);
            }
            Target target = new Target("target");
            Options options = new Options();
            options.parallelism = 1;
            options.stateCacheBytes = 1 << 20;
            options.replayBudgetBytes = 1 << 20;
            Life first = new Life(world, seed, "snapshot-0").stopAfter(Duration.ofSeconds(9));
            first.workers().letGo();
            first.on((moment, what) -> {
                if (what.is("before", "publish", FileNames.batch(4))) {
                    first.die(what);
                }
            });
            Plan plan = large(ledger, world, target, first, true);
            assertThat(first.run(options.build(), plan, Sums.TYPES)).isInstanceOf(SimulatedCrash.class);
            assertThat(first.restarts).hasSize(1);
            world.powerCut(SimulatedStorage.LOSE_ALL);
            ledger.recordsPerPlan(16);
            Life second = new Life(world, seed).stopAfter(Duration.ofSeconds(5));
            assertThat(second.run(options.build(), large(ledger, world, target, second, false), Sums.TYPES))
                    .isNull();
            assertThat(target.values()).hasSize(64).allMatch(value -> ((String) value).endsWith("new"));
        }
    }
}

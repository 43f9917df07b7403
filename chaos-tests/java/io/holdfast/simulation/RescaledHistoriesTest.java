package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.driver.RestoredValues;
import io.holdfast.format.Manifest;
import io.holdfast.simulation.Bank.Deposit;
import io.holdfast.testkit.simulation.FileSystemKind;
import io.holdfast.testkit.simulation.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row A31: the bank with many accounts, whose state is cut anew at each start. Accounts close by timers, totals are removed in
 * the batch after they were set, and snapshots are stored after every few batches or only where a cut demands one.
 *
 * <p>Planted defects, each seen to fail here: a shard that keeps its key groups between two parallelisms is taken for
 * empty; timers are not set for entries of a snapshot that are imported; deletions in imported deltas are passed over; a job
 * goes on before the snapshot of what was cut anew is stored; the upper bound of the key groups is not looked at.
 */
class RescaledHistoriesTest {

    private static final int HISTORIES = 24;
    private static final int RECORDS = 60;
    private static final List<Integer> PARALLELISMS = List.of(1, 2, 3, 5, 16, 17);
    private static final long OFTEN = 1 << 16;
    private static final long NEVER = 1L << 40;

    private final Path scratch;

    RescaledHistoriesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private Bank bank(FileSystemKind disk, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        InputLedger ledger = new InputLedger(3);
        for (int i = 0; i < RECORDS; i++) {
            // Who had deposits a while ago has none any more: accounts close all the time.
            ledger.add("left", new Deposit("left" + (i / 4 + random.nextInt(8)), 1 + i));
            ledger.add("right", new Deposit("right" + (i / 4 + random.nextInt(8)), 100L + i));
        }
        return new Bank(new World(scratch, disk), ledger);
    }

    private static Life life(Bank bank, long seed, int batches) {
        return new Life(bank.world, seed).stopAfter(Duration.ofMillis(batches * 1000L + 500));
    }

    private static void run(Bank bank, Life life, int parallelism, long budget) {
        Options options = new Options();
        options.parallelism = parallelism;
        options.replayBudgetBytes = budget;
        options.retainedBatches = 5;
        Throwable end = life.run(options.build(), bank.plan(), Bank.TYPES);
        if (end != null && !(end instanceof SimulatedCrash)) {
            throw new AssertionError("the job ended: " + end, end);
        }
    }

    /** Each process stops in good order, so that batches are cut in the same way whatever the parallelism. */
    private Bank stopped(List<Integer> parallelisms, long budget) {
        Bank bank = bank(FileSystemKind.LOCAL, 1);
        for (int i = 0; i < parallelisms.size(); i++) {
            long begin = bank.world.wallMillis();
            run(bank, life(bank, i, 2 + i % 3).clock(WholeSeconds::new), parallelisms.get(i), budget);
            bank.world.reboot();
            bank.world.wallMillis(begin + 1000L * (4 + i % 3));
        }
        return bank;
    }

    private static Map<String, Map<String, Object>> state(Bank bank, long batch, int shards) throws Exception {
        return RestoredValues.of(
                bank.world.disk().newProcess(), batch, Bank.TYPES, bank.world.scratch.resolve("in-" + shards), shards);
    }

    private static void checkSame(Bank rescaled, Bank steady) throws Exception {
        long head = steady.world.past().head().manifest().batch();
        assertThat(rescaled.world.past().head().manifest().batch()).isEqualTo(head);
        assertThat(perKey(rescaled.sums)).isEqualTo(perKey(steady.sums)).isNotEmpty();
        assertThat(perKey(rescaled.totals)).isEqualTo(perKey(steady.totals)).isNotEmpty();
        assertThat(state(rescaled, head, 2)).isEqualTo(state(steady, head, 2));
        new BankModel(rescaled).checkOutputs();
    }

    /** What each account was told in which batch: the order between accounts is that of the shards. */
    private static Map<String, List<String>> perKey(Target target) {
        Map<String, List<String>> told = new java.util.TreeMap<>();
        target.entries.forEach(entry -> told.computeIfAbsent(
                        entry.value().toString().replaceAll("[ ,].*", ""), key -> new ArrayList<>())
                .add(entry.batch() + ": " + entry.value()));
        return told;
    }

    @Test
    void stateAndOutputsAreThoseOfARunThatWasNeverRescaled() throws Exception {
        List<Integer> parallelisms = List.of(1, 3, 7, 5, 16, 17, 2);
        for (long budget : new long[] {OFTEN, NEVER}) {
            Bank steady = stopped(java.util.Collections.nCopies(parallelisms.size(), 2), budget);
            checkSame(stopped(parallelisms, budget), steady);
        }
    }

    /** A key group to a shard, and back to one shard. */
    @Test
    void asManyShardsAsKeyGroups() throws Exception {
        checkSame(stopped(List.of(3, 256, 1), OFTEN), stopped(List.of(2, 2, 2), OFTEN));
    }

    /** A fork may begin anywhere: each retained batch, whoever wrote it, is cut into any number of shards. */
    @Test
    void everyRetainedBatchCanBeCutAnew() throws Exception {
        Bank bank = stopped(List.of(3, 17, 16, 2), OFTEN);
        BankModel model = new BankModel(bank);
        Manifest head = bank.world.past().head().manifest();
        Set<Integer> cuts = new HashSet<>();
        for (long batch = head.floor(); batch <= head.batch(); batch++) {
            cuts.add(bank.world.past().batches().get(batch).manifest().shards().size());
            for (int shards : PARALLELISMS) {
                assertThat(state(bank, batch, shards))
                        .as("batch %d in %d shards", batch, shards)
                        .isEqualTo(model.state(batch));
            }
        }
        assertThat(cuts).as("parallelisms of retained batches").hasSizeGreaterThan(1);
    }

    /** Processes of any parallelism that stop, die or lose power at any moment, restores and first batches above all. */
    @Test
    void noDeathBesideARescaleLosesOrDoublesAnything() throws Exception {
        int deaths = 0;
        int snapshots = 0;
        int timeouts = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Bank bank = bank(seed % 4 == 0 ? FileSystemKind.HDFS : FileSystemKind.LOCAL, seed);
            long budget = random.nextBoolean() ? OFTEN : NEVER;
            try {
                for (int number = 0; number < 5; number++) {
                    Life life = life(bank, seed * 31 + number, 1 + random.nextInt(4));
                    if (random.nextInt(3) > 0) {
                        life.dieAt(random.nextInt(1500));
                    }
                    run(bank, life, PARALLELISMS.get(random.nextInt(PARALLELISMS.size())), budget);
                    deaths += life.isDead() ? 1 : 0;
                    Fate.values()[random.nextInt(Fate.values().length)].befall(bank.world, seed + number);
                }
                run(
                        bank,
                        life(bank, seed, RECORDS / 3 + 5),
                        PARALLELISMS.get(random.nextInt(PARALLELISMS.size())),
                        budget);
                BankCheck check = BankCheck.of(bank).everything(true);
                snapshots += check.snapshots();
                timeouts += check.timeouts();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
        System.out.println("rescaled: " + HISTORIES + " histories, " + deaths + " deaths, " + timeouts + " timeouts");
        assertThat(deaths).isGreaterThan(HISTORIES);
        assertThat(snapshots).isPositive();
        assertThat(timeouts).isPositive();
    }
}

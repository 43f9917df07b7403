package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.driver.RestoredState;
import io.holdfast.format.Manifest;
import io.holdfast.storage.SimulatedCrash;
import io.holdfast.storage.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Histories of the bank: one process after the other, each of which dies at some moment of its life or stops in good
 * order; then the power is cut or not. The last one lives on until there is nothing left to do. Then the outcome is held
 * against the model.
 */
public final class CrashEverywhere {

    /** How long each process runs; the first stops in the middle of the input. */
    public record Plan(int records, List<Duration> lives, List<Integer> parallelism) {}

    private final Path scratch;
    private final Plan plan;
    private long histories;
    private long deaths;
    private long timeouts;
    private long snapshots;
    private long restored;

    public CrashEverywhere(Path scratch, Plan plan) {
        this.scratch = scratch;
        this.plan = plan;
    }

    public long deaths() {
        return deaths;
    }

    /** The moments of a process, if those before it stop in good order. */
    public long moments(long seed, int process) throws Exception {
        Bank bank = new Bank(new World(scratch), Bank.input(plan.records));
        Life life = live(bank, seed, 0, 0);
        for (int next = 1; next <= process; next++) {
            bank.world.reboot();
            life = live(bank, seed, next, 0);
        }
        return life.moments().count();
    }

    /**
     * One history.
     *
     * @param fatal for each process the moment at which it dies; 0 or one that it does not reach for none
     */
    public void history(long seed, IntUnaryOperator fate, boolean checkAllRetained, long... fatal) throws Exception {
        try {
            Bank bank = new Bank(new World(scratch), Bank.input(plan.records));
            for (int process = 0; process < fatal.length; process++) {
                live(bank, seed, process, fatal[process]);
                if (process == fatal.length - 1) {
                    bank.world.powerCut(fate);
                } else {
                    end(bank.world, fatal[process]);
                }
            }
            live(bank, seed, plan.lives.size() - 1, 0);
            check(bank, checkAllRetained);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ", deaths at " + Arrays.toString(fatal) + ": " + e, e);
        }
    }

    private static void end(World world, long choice) {
        switch ((int) (choice % 3)) {
            case 0 -> world.reboot();
            case 1 -> world.powerCut(SimulatedStorage.LOSE_ALL);
            default -> world.powerCut(new SplittableRandom(choice)::nextInt);
        }
    }

    private Life live(Bank bank, long seed, int process, long fatal) throws Exception {
        Life life = new Life(bank.world, seed + process).dieAt(fatal).stopAfter(plan.lives.get(process));
        Options options = new Options();
        options.parallelism = plan.parallelism.get(process);
        Throwable end = life.run(options.build(), bank.plan(), Bank.TYPES);
        if (end instanceof SimulatedCrash) {
            deaths++;
        } else if (end instanceof Exception e) {
            throw e;
        } else if (end instanceof Error e) {
            throw e;
        }
        return life;
    }

    private void check(Bank bank, boolean allRetained) throws Exception {
        BankModel model = new BankModel(bank);
        model.checkAllRead();
        model.checkOutputs();
        bank.world.powerCut(SimulatedStorage.LOSE_ALL);
        Manifest head = bank.world.past().head().manifest();
        for (long batch = allRetained ? head.floor() : head.batch(); batch <= head.batch(); batch++) {
            checkState(bank, model, batch);
        }
        bank.world.clean();
        histories++;
        timeouts += model.timeouts();
    }

    private void checkState(Bank bank, BankModel model, long batch) throws Exception {
        Manifest manifest = new CheckpointReader(bank.world.disk()).read(batch).manifest();
        snapshots += manifest.shards().stream()
                .filter(shard -> shard.snapshot() != null)
                .count();
        if (!manifest.states().isEmpty()) {
            assertThat(RestoredState.of(bank.world.disk(), batch, Bank.TYPES, bank.world.scratch))
                    .isEqualTo(model.state(batch));
            restored++;
        }
    }

    /** What was seen in all histories together. */
    @Override
    public String toString() {
        return histories + " histories with " + deaths + " deaths, " + timeouts + " timeouts; " + restored
                + " batches restored from " + snapshots + " snapshots";
    }
}

package io.holdfast.simulation;

import io.holdfast.testkit.simulation.FileSystemKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bank with input for three batches, two shards, two sinks, snapshots, and pruning down to the last batch. */
final class ShortHistory {

    private static final int RECORDS = 6;
    private static final long SEED = 1;
    private static final Duration FIRST = Duration.ofMillis(3_500);
    private static final Duration REST = Duration.ofMillis(5_500);
    private static final long BOOT_MILLIS = 1_000;

    private final Bank bank;

    /** From the beginning. */
    ShortHistory(Path scratch, FileSystemKind kind) {
        this(new Bank(new World(scratch, kind), Bank.input(RECORDS)));
    }

    /** From a world in which a process has just ended. */
    ShortHistory(Bank bank) {
        this.bank = bank;
    }

    /** Boots end on the full second, so that deaths within one second may lead to equal worlds. */
    void befall(Fate fate) {
        fate.befall(bank.world, bank.changes());
        bank.world.wallMillis((bank.world.wallMillis() + BOOT_MILLIS - 1) / BOOT_MILLIS * BOOT_MILLIS);
    }

    Bank bank() {
        return bank;
    }

    /** One process to its end, a stop in good order. */
    Captures live(boolean recovers, int parallelism, Consumer<String> points) {
        Life life = life(recovers);
        Captures captures = new Captures(bank, life, recovers, points);
        Throwable end = run(life.on(captures), parallelism);
        if (end != null) {
            throw new AssertionError("the job ended: " + end, end);
        }
        return captures;
    }

    private Life life(boolean recovers) {
        return new Life(bank.world, SEED).stopAfter(recovers ? REST : FIRST);
    }

    /** One process that goes on, to whatever end it comes. */
    @Nullable
    Throwable recover() {
        return run(life(true), 2);
    }

    private @Nullable Throwable run(Life life, int parallelism) {
        Options options = new Options();
        options.retainedBatches = 1;
        options.parallelism = parallelism;
        return life.run(options.build(), bank.plan(), Bank.TYPES);
    }

    /** Holds the outcome against the model. */
    void finish() throws Exception {
        BankCheck.of(bank).everything(false);
    }

    /** Equal for worlds in which a process cannot tell where it is. */
    String digest() {
        return WorldDigest.of(bank);
    }
}

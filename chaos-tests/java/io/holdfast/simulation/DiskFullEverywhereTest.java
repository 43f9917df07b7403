package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.StorageException;
import io.holdfast.testkit.simulation.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the checkpoint fills up at each operation of a short history, stays full while the job is started again, and
 * is freed: nothing committed is lost, nothing is published twice, nothing is left lying about. Seen to fail when failed writes are
 * passed over, and when a snapshot that found no room named neither its file nor the way out.
 */
class DiskFullEverywhereTest {

    private static final long FULL = 0;
    private static final long FREED = 1L << 30;

    private final Path scratch;

    DiskFullEverywhereTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void aDiskThatFillsUpAtAnyOperationAndIsFreedLosesNothing() throws Exception {
        int ended = 0;
        for (long at = 1; ; at++) {
            Bank bank = new Bank(new World(scratch), Bank.input(6));
            Life life = new Life(bank.world, 1).stopAfter(Duration.ofMillis(3_500));
            @Nullable Throwable end = run(bank, life.storageFaults(fillsUp(life, at)));
            if (life.disk().operations() < at) {
                assertThat(end).isNull();
                break;
            }
            ended += end == null ? 0 : 1;
            requireNamed(end, at);
            bank.world.reboot();
            requireNamed(run(bank, new Life(bank.world, 2)), at);
            bank.world.disk().capacity(FREED);
            bank.world.reboot();
            assertThat(run(bank, new Life(bank.world, 3).stopAfter(Duration.ofMillis(5_500))))
                    .isNull();
            BankCheck.of(bank).everything(false);
        }
        assertThat(ended).as("operations at which the job ended").isGreaterThan(100);
    }

    private static FaultPlan fillsUp(Life life, long at) {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) {
                if (operation.number() == at) {
                    life.disk().capacity(FULL);
                }
            }
        };
    }

    private static @Nullable Throwable run(Bank bank, Life life) {
        Options options = new Options();
        options.retainedBatches = 1;
        return life.run(options.build(), bank.plan(), Bank.TYPES);
    }

    /** A process that writes nothing any more does not notice. */
    private static void requireNamed(@Nullable Throwable end, long at) {
        if (end != null) {
            assertThat(end)
                    .as("full at operation %d", at)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("simulated/", "No space left on device", "free some space");
        }
    }
}

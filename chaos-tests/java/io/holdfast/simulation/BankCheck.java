package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.driver.RestoredValues;
import io.holdfast.format.Manifest;
import io.holdfast.testkit.simulation.SimulatedStorage;

/** Holds what a history of the bank led to against the model: outputs, state, and what lies on the disk. */
final class BankCheck {

    private final Bank bank;
    private final BankModel model;
    private long snapshots;
    private long restored;

    private BankCheck(Bank bank) {
        this.bank = bank;
        this.model = new BankModel(bank);
    }

    static BankCheck of(Bank bank) {
        return new BankCheck(bank);
    }

    /** After a history that came to its end; cuts the power, since what is left must be durable. */
    BankCheck everything(boolean allRetained) throws Exception {
        bank.checkAllRead("deposits");
        model.checkOutputs();
        Leftovers.check(bank.world.disk().newProcess(), bank.world.past().head().manifest());
        bank.world.powerCut(SimulatedStorage.LOSE_ALL);
        Manifest head = bank.world.past().head().manifest();
        for (long batch = allRetained ? head.floor() : head.batch(); batch <= head.batch(); batch++) {
            state(batch);
        }
        bank.world.clean();
        return this;
    }

    private void state(long batch) throws Exception {
        Manifest manifest = new CheckpointReader(bank.world.disk()).read(batch).manifest();
        snapshots += manifest.shards().stream()
                .filter(shard -> shard.snapshot() != null)
                .count();
        if (!manifest.states().isEmpty()) {
            assertThat(RestoredValues.of(bank.world.disk(), batch, Bank.TYPES, bank.world.scratch))
                    .as("state after batch %d", batch)
                    .isEqualTo(model.state(batch));
            restored++;
        }
    }

    long timeouts() {
        return model.timeouts();
    }

    long snapshots() {
        return snapshots;
    }

    long restored() {
        return restored;
    }
}

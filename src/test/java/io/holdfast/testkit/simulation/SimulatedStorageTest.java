package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.FencedException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageContract;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The contract, and that the simulated disk loses what a disk may lose and nothing else. */
class SimulatedStorageTest extends StorageContract {

    private final SimulatedStorage first = new SimulatedStorage();

    @Override
    protected Storage storage() {
        return first.newProcess();
    }

    private SimulatedStorage withDirectory() throws IOException {
        first.createDirectories("a");
        first.syncDirectory("");
        return first;
    }

    @Test
    void keepsWhatIsSyncedByContentAndName() throws IOException {
        SimulatedStorage storage = withDirectory();
        write(storage, "a/1", "text");
        storage.syncDirectory("a");
        assertThat(read(storage.powerCut(SimulatedStorage.LOSE_ALL), "a/1")).isEqualTo("text");
    }

    @Test
    void losesANameThatIsNotSyncedAlthoughItsContentIs() throws IOException {
        SimulatedStorage storage = withDirectory();
        write(storage, "a/1", "text");
        SimulatedStorage after = storage.powerCut(SimulatedStorage.LOSE_ALL);
        assertThatThrownBy(() -> after.open("a/1")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void losesADirectoryWhoseNameIsNotSynced() throws IOException {
        first.createDirectories("a");
        write(first, "a/1", "text");
        first.syncDirectory("a");
        assertThat(first.powerCut(SimulatedStorage.LOSE_ALL).directories("")).isEmpty();
    }

    @Test
    void tearsContentThatIsNotSynced() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimulatedStorage storage = new SimulatedStorage();
            storage.createDirectories("a");
            storage.syncDirectory("");
            try (StorageOutput output = storage.create("a/1")) {
                output.write(new byte[] {'x', 'y'}, 0, 2);
                storage.syncDirectory("a");
            }
            outcomes.add(read(storage.powerCut(new SplittableRandom(seed)::nextInt), "a/1"));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("", "x", "xy", "\0\0");
    }

    @Test
    void bringsBackWhatWasDeletedWithoutASync() throws IOException {
        SimulatedStorage storage = withDirectory();
        write(storage, "a/1", "text");
        storage.syncDirectory("a");
        storage.delete("a/1");
        assertThat(read(storage.powerCut(SimulatedStorage.LOSE_ALL), "a/1")).isEqualTo("text");
    }

    @Test
    void aLinkSharesContentAndOutlivesItsOldName() throws IOException {
        SimulatedStorage storage = withDirectory();
        write(storage, "a/1", "text");
        storage.publish("a/1", "a/2");
        storage.delete("a/1");
        storage.syncDirectory("a");
        assertThat(read(storage.powerCut(SimulatedStorage.LOSE_ALL), "a/2")).isEqualTo("text");
    }

    @Test
    void aDeadProcessCanDoNothingAndHoldsNoLock() throws IOException {
        SimulatedStorage storage = withDirectory();
        storage.lock("lock");
        storage.faults(FaultPlan.crashAfter(storage.operations() + 1));
        assertThatThrownBy(() -> storage.create("a/1")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> storage.list("a")).isInstanceOf(SimulatedCrash.class);
        SimulatedStorage next = storage.newProcess();
        assertThat(next.list("a")).hasSize(1);
        next.lock("lock");
        assertThatThrownBy(() -> next.newProcess().lock("lock")).isInstanceOf(FencedException.class);
    }

    @Test
    void aFullDiskRefusesWrites() throws IOException {
        SimulatedStorage storage = withDirectory().capacity(10);
        write(storage, "a/1", "12345678");
        assertThatThrownBy(() -> write(storage, "a/2", "123")).hasMessage("No space left on device");
        storage.delete("a/1");
        write(storage, "a/3", "123");
    }
}

package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.format.PinFile;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the files of pins when the storage, or another process, gets in the way. Each test names the mutants of {@link Pins}. */
class PinFilesTest {

    private final SimulatedStorage storage = new SimulatedStorage();

    @BeforeEach
    void runJob() {
        new TestJob(storage, new Ledger(), 1).takeOver().batch().batch().close();
    }

    private static void pin(Storage storage, long batch) {
        Pins.pin(storage, new PinFile("a", batch, "test", 1), new SplittableRandom(1));
    }

    /** Of a checkpoint that is older than pins. Mutants: the directory is not made, or not durably. */
    @Test
    void theDirectoryOfPinsIsMade() {
        List<String> calls = new ArrayList<>();
        pin(
                new ForwardingStorage(storage) {
                    @Override
                    public void createDirectories(String directory) throws IOException {
                        calls.add("create " + directory);
                        storage.createDirectories(directory);
                    }

                    @Override
                    public void syncDirectory(String directory) throws IOException {
                        calls.add("sync " + directory);
                        storage.syncDirectory(directory);
                    }
                },
                2);
        assertThat(calls).containsExactly("create pins", "sync ", "sync pins");
    }

    /** Mutant: a pin that was removed comes back. */
    @Test
    void aPinThatWasRemovedStaysAwayWhenThePowerIsLost() {
        pin(storage, 2);
        Pins.unpin(storage, "a");
        assertThat(Pins.list(storage.powerCut(SimulatedStorage.LOSE_ALL))).isEmpty();
    }

    /** Mutant: a pin that is removed between being listed and being read is damaged. */
    @Test
    void aPinThatIsRemovedMeanwhileIsLeftOut() {
        Storage listing = new ForwardingStorage(storage) {
            @Override
            public List<StoredFile> list(String directory) throws IOException {
                return directory.equals(FileNames.PINS)
                        ? List.of(new StoredFile("gone.pin", 9))
                        : super.list(directory);
            }
        };
        assertThat(Pins.list(listing)).isEmpty();
    }

    private Storage failingToPublish(int times, IOException failure) {
        return new ForwardingStorage(storage) {
            private int published;

            @Override
            public boolean publish(String from, String to) throws IOException {
                if (to.startsWith(FileNames.PINS) && published++ < times) {
                    storage.delete(from);
                    throw failure;
                }
                return storage.publish(from, to);
            }
        };
    }

    /** Mutants: a temporary file that a takeover took away ends it; is written again forever; any failure is tried again. */
    @Test
    void aTakeoverThatClearsTheTemporaryFileIsOutlived() {
        pin(failingToPublish(9, new NoSuchFileException("tmp")), 2);
        assertThat(Pins.list(storage)).hasSize(1);
        Pins.unpin(storage, "a");
        assertThatThrownBy(() -> pin(failingToPublish(10, new NoSuchFileException("tmp")), 2))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> pin(failingToPublish(1, new IOException("connection lost")), 2))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("connection lost");
        assertThat(Pins.list(storage)).isEmpty();
    }

    /** Mutant: that the pin could not be taken back is not told. */
    @Test
    void aPinThatCannotBeTakenBackIsTold() {
        TestJob next = new TestJob(storage, new Ledger(), 2).takeOver();
        Storage stuck = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                boolean remains = storage.publish(from, to);
                next.batch().batch().batch();
                return remains;
            }

            @Override
            public void delete(String path) throws IOException {
                if (path.startsWith(FileNames.PINS)) {
                    throw new IOException("connection lost");
                }
                storage.delete(path);
            }
        };
        assertThatThrownBy(() -> pin(stuck, 2))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be pinned any more")
                .satisfies(e ->
                        assertThat(e.getSuppressed()).singleElement().asString().contains("connection lost"));
    }
}

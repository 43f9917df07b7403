package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading beside a job that goes on. Each test names the mutants of {@link CheckpointReader}. */
class CheckpointReaderTest {

    private final SimulatedStorage storage = new SimulatedStorage();

    @BeforeEach
    void runJob() {
        new TestJob(storage, new Ledger(), 1).takeOver().batch().batch().close();
    }

    /** A listing that names a batch which retention has deleted since, so many times. */
    private Storage listingGoneBatches(int times, boolean alwaysAnother) {
        return new ForwardingStorage(storage) {
            private int listings;

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                List<StoredFile> files = new ArrayList<>(storage.list(directory));
                if (directory.equals(FileNames.BATCHES) && listings++ < times) {
                    long gone = 100 + (alwaysAnother ? listings : 0);
                    files.add(new StoredFile(FileNames.batch(gone).substring(FileNames.BATCHES.length() + 1), 1));
                }
                return files;
            }
        };
    }

    /** Mutants: a head that was pruned meanwhile is damage; one that is really missing is asked for again; forever. */
    @Test
    void aHeadThatIsGoneIsReadAgainIfThereIsANewerOne() {
        assertThat(new CheckpointReader(listingGoneBatches(1, false))
                        .readHead()
                        .manifest()
                        .batch())
                .isEqualTo(2);
        assertThatThrownBy(() -> new CheckpointReader(listingGoneBatches(Integer.MAX_VALUE, false)).readHead())
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(FileNames.batch(100));
        assertThatThrownBy(() -> new CheckpointReader(listingGoneBatches(Integer.MAX_VALUE, true)).readHead())
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(FileNames.batch(119));
    }

    /** Mutants: the range is told of no batches; none is told of a range. */
    @Test
    void aBatchThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        assertThatThrownBy(() -> new CheckpointReader(storage).requireBatch(7))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no batch 7: it has 0 to 2");
        SimulatedStorage empty = new SimulatedStorage();
        assertThatThrownBy(() -> new CheckpointReader(empty).requireBatch(7))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no batch 7: it has none");
    }

    /** Mutant: a file that was looked for stays open. */
    @Test
    void aFileThatWasLookedForIsClosed() {
        int[] open = {0};
        Storage counting = new ForwardingStorage(storage) {
            @Override
            public StorageInput open(String path) throws IOException {
                StorageInput input = storage.open(path);
                open[0]++;
                return new StorageInput() {
                    @Override
                    public long length() throws IOException {
                        return input.length();
                    }

                    @Override
                    public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
                        input.readFully(position, bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        open[0]--;
                        input.close();
                    }
                };
            }
        };
        assertThat(CheckpointReader.exists(counting, FileNames.batch(1))).isTrue();
        assertThat(CheckpointReader.exists(counting, FileNames.batch(3))).isFalse();
        assertThat(open[0]).isZero();
    }
}

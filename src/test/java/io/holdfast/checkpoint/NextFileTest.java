package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.TimeSource;
import io.holdfast.format.FileNames;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a file that was begun ahead. */
class NextFileTest {

    private static final long EPOCH = 3;

    private final SimulatedStorage storage = new SimulatedStorage();
    private final List<String> broken = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private boolean allBroken;
    private final long[] now = {0};

    private final TimeSource time = new TimeSource() {
        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long monotonicNanos() {
            return now[0];
        }
    };

    private final NextFile next = new NextFile(
            new ForwardingStorage(storage) {
                @Override
                public StorageOutput create(String path) throws IOException {
                    return breakable(path, super.create(path));
                }
            },
            time,
            new Nonces(new SplittableRandom(1)));

    /** As of a file whose only DataNode has died. */
    private StorageOutput breakable(String path, StorageOutput output) {
        open.add(path);
        return new StorageOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                output.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                if (allBroken || broken.contains(path)) {
                    throw new IOException("all datanodes are bad");
                }
            }

            @Override
            public void sync() throws IOException {
                output.sync();
            }

            @Override
            public void close() throws IOException {
                open.remove(path);
                output.close();
            }
        };
    }

    @BeforeEach
    void createDirectory() throws IOException {
        storage.createDirectories(FileNames.TEMPORARY);
    }

    private String only() throws IOException {
        assertThat(storage.list(FileNames.TEMPORARY)).hasSize(1);
        return FileNames.TEMPORARY + "/"
                + storage.list(FileNames.TEMPORARY).get(0).name();
    }

    @Test
    void theFileBegunAheadIsTheOneTaken() throws IOException {
        next.prepare(EPOCH, 7);
        String ahead = only();
        NextFile.Begun taken = next.take(EPOCH, 7);
        assertThat(taken.temporary())
                .isEqualTo(ahead)
                .isEqualTo(FileNames.temporary(EPOCH, taken.nonce(), 0, FileNames.batch(7)));
        assertThat(taken.path()).isEqualTo(FileNames.batch(7));
        assertThat(next.take(EPOCH, 7).temporary()).as("given out once").isNotEqualTo(ahead);
    }

    @Test
    void aFileThatCannotBeWrittenAnyMoreIsGivenUpForAnother() throws IOException {
        next.prepare(EPOCH, 7);
        String ahead = only();
        broken.add(ahead);
        NextFile.Begun taken = next.take(EPOCH, 7);
        assertThat(taken.temporary()).isNotEqualTo(ahead).isEqualTo(only());
    }

    /** Mutants: the age taken for the time, or of half a minute for too high. */
    @Test
    void aFileThatWaitedForLongIsGivenUpForAnother() throws IOException {
        now[0] = Duration.ofSeconds(100).toNanos();
        next.prepare(EPOCH, 7);
        String ahead = only();
        now[0] += Duration.ofSeconds(30).toNanos();
        assertThat(next.take(EPOCH, 7).temporary()).isEqualTo(ahead);
        storage.delete(ahead);
        next.prepare(EPOCH, 7);
        ahead = only();
        now[0] += Duration.ofSeconds(30).toNanos() + 1;
        assertThat(next.take(EPOCH, 7).temporary()).isNotEqualTo(ahead).isEqualTo(only());
    }

    /** Mutants: what cannot be flushed is kept for the batch; what is given up stays open. */
    @Test
    void whatIsGivenUpIsClosedAndDeleted() throws IOException {
        allBroken = true;
        next.prepare(EPOCH, 7);
        assertThat(storage.list(FileNames.TEMPORARY)).isEmpty();
        assertThat(open).isEmpty();
        allBroken = false;
        next.prepare(EPOCH, 7);
        assertThat(open).hasSize(1);
        next.discard();
        assertThat(open).isEmpty();
        storage.faults(FaultPlan.failBefore(storage.operations() + 2, false));
        next.prepare(EPOCH, 7);
        assertThat(open).as("its header could not be written").isEmpty();
    }

    @Test
    void aFileForAnotherBatchIsGivenUp() throws IOException {
        next.prepare(EPOCH, 7);
        assertThat(next.take(EPOCH, 8).path()).isEqualTo(FileNames.batch(8));
        assertThat(only()).endsWith("8.batch");
    }

    @Test
    void whatFailsAheadIsTriedAgainWhenItIsNeeded() throws IOException {
        storage.faults(FaultPlan.failBefore(storage.operations() + 1, false));
        next.prepare(EPOCH, 7);
        assertThat(storage.list(FileNames.TEMPORARY)).isEmpty();
        assertThat(next.take(EPOCH, 7).temporary()).isEqualTo(only());
    }

    @Test
    void whatIsDiscardedIsDeleted() throws IOException {
        next.prepare(EPOCH, 7);
        next.prepare(EPOCH, 7);
        assertThat(storage.list(FileNames.TEMPORARY))
                .extracting(StoredFile::length)
                .containsExactly(20L);
        next.discard();
        assertThat(storage.list(FileNames.TEMPORARY)).isEmpty();
    }
}

package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard that is closed while a thread carries a file of its snapshot. */
class ClosingTest {

    /** Planted defect: the directory is removed while it is still written to, and is there again or cannot be removed. */
    @Test
    void nothingGoesOnInTheDirectoryOfAClosedShard(@TempDir Path directory) throws Exception {
        Path work = directory.resolve("work");
        ThreadWorkers workers = new ThreadWorkers("closing");
        Shard[] opened = new Shard[1];
        CountDownLatch carrying = new CountDownLatch(1);
        StoredSnapshots stored = new StoredSnapshots(Files.createDirectory(directory.resolve("stored")), step -> {
            if (step.equals("after bringing in a file")) {
                carrying.countDown();
                // Closing gives those who wait for room an answer first, so that this goes on beside it.
                opened[0].roomForDeltas().join();
                writeMuch(work);
            }
        });
        try (Transfers transfers = new Transfers(workers)) {
            Shard shard = Shard.open(
                    new ShardSetup(
                            "job",
                            0,
                            0,
                            256,
                            List.of("o"),
                            new PlainValues(),
                            new ShardSetup.Options(1 << 20, 1),
                            work,
                            new InMemoryWorkingStore.Factory(),
                            stored,
                            transfers,
                            workers),
                    RestorePoint.empty());
            opened[0] = shard;
            shard.beginBatch(0);
            StateTable table = shard.table("o");
            byte[] key = {1};
            table.put(table.find(key, 0, 1, KeyGroups.hash(key, 0, 1)), "v", StateTable.NO_DEADLINE);
            shard.endBatch();
            carrying.await();
            shard.close();
            assertThat(work).doesNotExist();
        }
    }

    private static void writeMuch(Path work) {
        try {
            for (int i = 0; i < 200; i++) {
                Files.createDirectories(work.resolve("snapshot-0/more"));
                Files.writeString(work.resolve("snapshot-0/more/" + i), "x");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

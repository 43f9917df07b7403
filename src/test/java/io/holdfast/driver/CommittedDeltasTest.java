package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifests;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What shards that are opened together read of the batch files. */
class CommittedDeltasTest {

    private static final int BATCHES = 200;

    private final SimulatedStorage disk = new SimulatedStorage();
    private final List<String> opened = new ArrayList<>();
    private int open;
    private int mostOpen;

    private final CommittedDeltas deltas = new CommittedDeltas(new CheckpointReader(new ForwardingStorage(disk) {
        @Override
        public StorageInput open(String path) throws IOException {
            opened.add(path);
            open++;
            mostOpen = Math.max(mostOpen, open);
            return counted(super.open(path));
        }
    }));

    private StorageInput counted(StorageInput input) {
        return new StorageInput() {
            @Override
            public long length() throws IOException {
                return input.length();
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                input.readFully(position, target, offset, length);
            }

            @Override
            public void close() throws IOException {
                open--;
                input.close();
            }
        };
    }

    @BeforeEach
    void writeBatches() throws IOException {
        disk.createDirectories(FileNames.BATCHES);
        for (long batch = 0; batch < BATCHES; batch++) {
            try (StorageOutput output = disk.create(FileNames.batch(batch))) {
                new BatchFileWriter()
                        .write(
                                output,
                                Manifests.stateful(Manifest.Kind.BATCH, batch, -1, Manifests.shard(null, -1)),
                                List.of(Manifests.delta("v", "k" + batch)));
            }
        }
    }

    private List<Long> visit(int shard, long after, long through) {
        List<Long> batches = new ArrayList<>();
        deltas.visit(shard, after, through, (batch, operator, bytes) -> batches.add(batch));
        return batches;
    }

    @Test
    void aShardSeesItsDeltasInOrder() {
        assertThat(visit(0, 3, 6)).containsExactly(4L, 5L, 6L);
        assertThat(visit(1, 3, 6)).isEmpty();
        assertThat(visit(0, 6, 6)).isEmpty();
    }

    @Test
    void shardsThatAreOpenedTogetherOpenEachFileOnce() {
        for (int shard = 0; shard < 16; shard++) {
            visit(shard, 10, 60);
        }
        assertThat(opened).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void notMoreThanAFewFilesAreOpenAtOnceAndNoneInTheEnd() {
        visit(0, -1, BATCHES - 1);
        assertThat(opened).hasSize(BATCHES);
        assertThat(mostOpen).isBetween(2, 65);
        deltas.close();
        assertThat(open).isZero();
    }
}

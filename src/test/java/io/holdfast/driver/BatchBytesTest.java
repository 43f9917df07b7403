package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a batch is about as long as what the batch changed, whatever is stored besides. */
class BatchBytesTest {

    private static final int PARALLELISM = 4;
    private static final int ALL_KEYS = 5000;
    private static final int[] CHANGED_KEYS = {ALL_KEYS, 1, 10, 3, 1000, 100, 0, 2, 300, 1, 1};

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aFileIsAtMostAThirdAndFourKilobytesLongerThanWhatChanged(
            @TempDir(factory = MemoryDirectory.class) Path scratch) throws IOException {
        JobRun run = new JobRun(scratch, PARALLELISM);
        run.input("changes", batches())
                .mapToPair(change -> change)
                .mapWithState("last", StateSpec.<Integer, byte[], byte[], byte[]>function((key, value, state) -> {
                    state.update(value.orElseThrow());
                    return value.orElseThrow();
                }))
                .to("out", run.sink("out"));
        run.runs(CHANGED_KEYS.length + 3);
        CheckpointReader reader = new CheckpointReader(run.disk());
        List<Long> batches = reader.batches();
        assertThat(batches).hasSizeGreaterThan(3);
        for (long batch : batches) {
            long changed = changedBytes(reader, batch);
            assertThat((long) run.disk().content(FileNames.batch(batch)).length)
                    .as("batch %d, which changed %d bytes", batch, changed)
                    .isLessThanOrEqualTo(changed * 13 / 10 + 4096);
        }
    }

    /** Values that cannot be compressed. */
    private List<List<Pair<Integer, byte[]>>> batches() {
        List<List<Pair<Integer, byte[]>>> batches = new ArrayList<>();
        for (int keys : CHANGED_KEYS) {
            List<Pair<Integer, byte[]>> batch = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                byte[] value = new byte[40];
                random.nextBytes(value);
                batch.add(Pair.of(random.nextInt(ALL_KEYS), value));
            }
            batches.add(batch);
        }
        return batches;
    }

    /** The serialized keys, values and records, without anything around them. */
    private static long changedBytes(CheckpointReader reader, long batch) {
        long[] bytes = {0};
        try (BatchFileReader file = reader.open(batch)) {
            for (Chunk chunk : file.manifest().chunks()) {
                if (chunk.section() == Section.DELTA) {
                    file.visitDelta(chunk, new Sizes(bytes));
                } else {
                    file.visitOutbox(chunk, (record, offset, length) -> bytes[0] += length);
                }
            }
        }
        return bytes[0];
    }

    private record Sizes(long[] bytes) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] entry, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            bytes[0] += keyLength + valueLength;
        }

        @Override
        public void delete(byte[] entry, int keyOffset, int keyLength) {
            bytes[0] += keyLength;
        }
    }
}

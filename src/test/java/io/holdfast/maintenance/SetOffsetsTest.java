package io.holdfast.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.OffsetSurgery.Position;
import io.holdfast.inspect.Inspection;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real job goes on from where somebody has set it, with the state it had. Planted: the old positions; state left out. */
class SetOffsetsTest {

    private static final int RECORDS = 400;
    private static final int SPLITS = 2;

    @TempDir
    private Path directory;

    /** How often each record was counted, after the last batch. */
    private final Map<Long, Long> counts = new ConcurrentHashMap<>();

    private void run(long recordsToRead) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("counts")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .listener(new JobListener() {
                    private long read;

                    @Override
                    public void committed(BatchReport report) {
                        read += report.recordsRead();
                        if (read >= recordsToRead) {
                            done.countDown();
                        }
                    }
                })
                .build()) {
            context.stream(
                            "numbers",
                            GeneratorSource.of((split, offset, random) -> split * 1_000 + offset)
                                    .splits(SPLITS)
                                    .records(RECORDS))
                    .mapToPair(number -> Pair.of(number, 1L))
                    .mapWithState("counts", StateSpec.<Long, Long, Long, Long>function((key, value, state) -> {
                        long count = (state.exists() ? state.get() : 0L) + value.orElse(0L);
                        state.update(count);
                        counts.put(key, count);
                        return count;
                    }))
                    .foreachBatch("seen", batch -> {});
            context.start();
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void aJobGoesOnFromWhereItWasSet() throws Exception {
        run(RECORDS);
        assertThat(counts).hasSize(RECORDS).allSatisfy((number, count) -> assertThat(count)
                .isEqualTo(1));
        try (Maintenance maintenance = Maintenance.of(directory.toString(), Set.of())) {
            maintenance.setOffsets(List.of(new Position("numbers", "1", 150)), "read 50 of them again");
        }
        run(50);
        assertThat(counts).hasSize(RECORDS).allSatisfy((number, count) -> assertThat(count)
                .as("number %s", number)
                .isEqualTo(number >= 1_150 ? 2 : 1));
        try (Inspection inspection = Inspection.of(directory.toString(), Set.of())) {
            assertThat(inspection.audit((done, total) -> {}).isWhole()).isTrue();
        }
    }
}

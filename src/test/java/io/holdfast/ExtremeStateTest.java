package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.inspect.Inspection;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.queue.QueueSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with next to no state and one with a lot in one place, on a real disk and real RocksDB, started again and again. */
class ExtremeStateTest {

    private static final int LARGE = 64 << 20;
    private static final int REMOVE = -1;

    private static final Map<Integer, String> TEXTS = new ConcurrentHashMap<>();

    private final Path directory;
    private final List<List<Pair<String, Integer>>> batches = new ArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    ExtremeStateTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** A batch per change; each tells how long the state of its key was before. */
    @SafeVarargs
    private void run(Pair<String, Integer>... changes) throws Exception {
        for (Pair<String, Integer> change : changes) {
            batches.add(List.of(change));
        }
        CountDownLatch missing = new CountDownLatch(changes.length);
        try (StreamingContext context = StreamingContext.builder("extreme")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(10))
                .parallelism(2)
                .retainedBatches(3)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        missing.countDown();
                    }
                })
                .build()) {
            context.stream("changes", QueueSource.of(batches))
                    .mapToPair(change -> change)
                    .<String, String>mapWithState("texts", StateSpec.function((key, length, state) -> {
                        String before = state.exists() ? state.get() : "";
                        if (length.orElseThrow() == REMOVE) {
                            state.remove();
                        } else {
                            state.update(text(length.orElseThrow()));
                        }
                        return key + " had " + before.length()
                                + (before.equals(text(before.length())) ? "" : " others");
                    }))
                    .foreachBatch("told", batch -> batch.partitions().forEach(told::addAll));
            context.start();
            assertThat(missing.await(60, TimeUnit.SECONDS)).isTrue();
        }
        try (Inspection stopped = Inspection.of(directory.toString(), Set.of())) {
            assertThat(stopped.audit((done, total) -> {}).problems()).isEmpty();
        }
    }

    private long snapshots() {
        try (Inspection stopped = Inspection.of(directory.toString(), Set.of())) {
            return stopped.manifest(stopped.head()).shards().stream()
                    .filter(shard -> shard.snapshot() != null)
                    .count();
        }
    }

    private static String text(int length) {
        return TEXTS.computeIfAbsent(length, ExtremeStateTest::letters);
    }

    /** Such as do not compress to nothing. */
    private static String letters(int length) {
        byte[] letters = new byte[length];
        SplittableRandom random = new SplittableRandom(length);
        random.nextBytes(letters);
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) ('a' + (letters[i] & 15));
        }
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    @Test
    void noKeyThenOneAndNoneAgain() throws Exception {
        run();
        run(Pair.of("", 3));
        run(Pair.of("", REMOVE));
        run();
        run(Pair.of("", 5), Pair.of("", 2));
        assertThat(told).containsExactly(" had 0", " had 3", " had 0", " had 5");
    }

    /** Replayed from the batch that holds it, written to a snapshot, and restored from that. */
    @Test
    void aValueOfSixtyFourMegabytes() throws Exception {
        run(Pair.of("large", LARGE));
        run(Pair.of("other", 1), Pair.of("other", 2));
        assertThat(snapshots()).isPositive();
        run(Pair.of("large", 1));
        assertThat(told).containsExactly("large had 0", "other had 0", "other had 1", "large had " + LARGE);
    }
}

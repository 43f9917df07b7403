package io.holdfast.chaos;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Small batches as fast as they can be committed, in which all happens that happens in batches: state is evicted, times out and is
 * stored in snapshots, batches and files are pruned, and results published. Arguments: directory, batches between two lines of output.
 */
final class SteadyJob {

    /** Begins a line after so many batches. */
    static final String MILESTONE = "MILESTONE ";

    private static final int KEYS = 20_000;
    private static final long RATE = 20_000;

    private SteadyJob() {}

    /** Runs until it is killed or fails. */
    public static void main(String[] arguments) throws Exception {
        RunningSumsJob.dieWithParent();
        StreamingContext context = context(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        context.start();
        context.awaitTermination();
    }

    private static StreamingContext context(Path directory, int between) {
        StreamingContext context = StreamingContext.builder("steady")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(1))
                .parallelism(2)
                .retainedBatches(20)
                .replayBudgetBytes(1 << 20)
                .stateCacheBytes(1 << 20)
                .listener(new Milestones(between))
                .build();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> random.nextInt(KEYS))
                                .splits(2)
                                .recordsPerSecond(RATE))
                .mapToPair(number -> Pair.of(number, 1L))
                .mapWithState(
                        "counts",
                        StateSpec.<Integer, Long, Long, Long>function(SteadyJob::count)
                                .timeout(Duration.ofSeconds(1)))
                .foreachBatch("nowhere", batch -> {});
        return context;
    }

    private static Long count(Integer key, Optional<Long> more, State<Long> state) {
        long count = (state.exists() ? state.get() : 0L) + more.orElse(0L);
        if (!state.isTimingOut()) {
            state.update(count);
        }
        return count;
    }

    private static final class Milestones implements JobListener {

        private final int between;
        private long batches;

        Milestones(int between) {
            this.between = between;
        }

        @Override
        public void committed(BatchReport report) {
            if (++batches % between == 0) {
                System.out.println(MILESTONE + batches + " batches, " + report.keys() + " keys");
            }
        }
    }
}

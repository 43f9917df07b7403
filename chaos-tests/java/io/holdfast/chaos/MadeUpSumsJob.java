package io.holdfast.chaos;

import io.holdfast.StreamingContext;
import io.holdfast.chaos.RunningSumsJob.RunningSum;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Running sums of numbers that are made up, into files: a job that needs no broker, so that all it has can be copied, and
 * each copy can be treated in a way of its own. What it must put out follows from the number of records.
 *
 * @param directory holds the checkpoint and the files
 * @param records after so many the input ends
 * @param defect what is wrong with it
 */
record MadeUpSumsJob(Path directory, long records, Defect defect) {

    /** The system property that says how many shards a process has. */
    static final String PARALLELISM = "holdfast.test.parallelism";

    private static final int SPLITS = 2;
    private static final int KEYS = 500;
    private static final long RATE = 2_000;

    /** What is hoarded is never given back. */
    private static final List<byte[]> HOARD = new ArrayList<>();

    /** A planted defect of the user's code, each on another thread of the engine. */
    enum Defect {
        NONE,
        /** The function of the state keeps everything, until the heap is full: a task runs out of memory. */
        HOARDS,
        /** An Error in a task. */
        FUNCTION,
        /** An Error while the state is written: at the end of a batch, on eviction, or for a snapshot. */
        CODEC,
        /** An Error on the thread that commits. */
        LISTENER,
        /** An Error on the thread of a sink. */
        SINK,
        /** An Error while the input of a batch is read. */
        SOURCE;

        /** Late enough for some batches to have been committed. */
        private static final long FROM_OFFSET = 1_500;

        void strike(Defect here, long offset) {
            if (this == here && offset >= FROM_OFFSET) {
                throw new AssertionError("planted in " + here);
            }
        }
    }

    Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    Path files() {
        return directory.resolve("files");
    }

    private static String key(int split, long offset) {
        return "key-" + split + "-" + offset * 31 % KEYS;
    }

    /** The sequences that the files must hold. */
    Map<String, List<Long>> sums() {
        Map<String, List<Long>> sums = new LinkedHashMap<>();
        for (int split = 0; split < SPLITS; split++) {
            for (long offset = 0; offset < records / SPLITS; offset++) {
                List<Long> ofKey = sums.computeIfAbsent(key(split, offset), key -> new ArrayList<>());
                ofKey.add((ofKey.isEmpty() ? 0 : ofKey.get(ofKey.size() - 1)) + offset + 1);
            }
        }
        return sums;
    }

    StreamingContext context() {
        Defect planted = defect;
        var builder = StreamingContext.builder("made-up-sums")
                .checkpointDirectory(checkpoint())
                .batchInterval(Duration.ofMillis(50))
                .parallelism(Integer.getInteger(PARALLELISM, 2))
                .retainedBatches(8)
                .replayBudgetBytes(1 << 16)
                .stateCacheBytes(1 << 20)
                .restarts(2, Duration.ofMinutes(10))
                .listener(new EventLines())
                .listener(new StrikingListener(planted));
        if (planted == Defect.CODEC) {
            builder.register(RunningSum.class, new StrikingCodec());
        } else {
            builder.register(RunningSum.class);
        }
        StreamingContext context = builder.build();
        var sums = context.stream("numbers", source(planted))
                .mapToPair(number -> number)
                .mapWithState(
                        "sums",
                        StateSpec.function((String key, Optional<Long> value, State<RunningSum> state) ->
                                add(planted, key, value.orElseThrow(), state)));
        sums.to("files", TextFileSink.<Pair<String, Long>>of(files()).formatter(sum -> sum.key() + "=" + sum.value()));
        if (planted == Defect.SINK) {
            sums.foreachBatch("striking", batch -> strikeSink(planted, batch));
        }
        return context;
    }

    private GeneratorSource<Pair<String, Long>> source(Defect planted) {
        return GeneratorSource.<Pair<String, Long>>of((split, offset, random) -> {
                    planted.strike(Defect.SOURCE, offset);
                    return Pair.of(key(split, offset), offset + 1);
                })
                .splits(SPLITS)
                .recordsPerSecond(RATE)
                .records(records);
    }

    private static Pair<String, Long> add(Defect planted, String key, long value, State<RunningSum> state) {
        planted.strike(Defect.FUNCTION, value);
        if (planted == Defect.HOARDS && value > 500) {
            HOARD.add(new byte[1 << 20]);
        }
        RunningSum sum = (state.exists() ? state.get() : new RunningSum(0, "")).plus(value);
        state.update(sum);
        return Pair.of(key, sum.sum());
    }

    private static void strikeSink(Defect planted, Batch<Pair<String, Long>> batch) {
        planted.strike(Defect.SINK, batch.id() * 100);
    }

    List<String> arguments() {
        return List.of(directory.toString(), Long.toString(records), defect.name());
    }

    /** Runs until it is killed or fails. */
    public static void main(String[] arguments) throws Exception {
        RunningSumsJob.dieWithParent();
        StreamingContext context = new MadeUpSumsJob(
                        Path.of(arguments[0]), Long.parseLong(arguments[1]), Defect.valueOf(arguments[2]))
                .context();
        context.start();
        context.awaitTermination();
    }
}

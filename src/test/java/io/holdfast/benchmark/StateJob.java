package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Puts random values to keys and dies by halt: what it is like from outside. The arguments are the fields of {@link Run}. */
final class StateJob {

    private static final int WARM_UP_BATCHES = 10;

    private StateJob() {}

    /**
     * How it runs.
     *
     * @param directory of its checkpoint
     * @param keys how many there are
     * @param valueBytes the size of each value, which cannot be compressed
     * @param touched how many keys, spread evenly over all, it puts to at random; 0 for all, one after the other
     * @param recordsPerSecond the rate
     * @param intervalMillis the interval of batches
     * @param records dies after so many
     * @param snapshots whether it takes any
     */
    record Run(
            Path directory,
            long keys,
            int valueBytes,
            long touched,
            long recordsPerSecond,
            int intervalMillis,
            long records,
            boolean snapshots) {

        /** Puts each key once, as fast as it can. */
        static Run fill(Path directory, long keys, int valueBytes) {
            return new Run(directory, keys, valueBytes, 0, 1_000_000_000, 500, keys, true);
        }

        Result now() throws Exception {
            List<String> results = ChildJvm.run(
                    List.of("-Xmx1g"),
                    StateJob.class,
                    directory.toString(),
                    "" + keys,
                    "" + valueBytes,
                    "" + touched,
                    "" + recordsPerSecond,
                    "" + intervalMillis,
                    "" + records,
                    "" + snapshots);
            return Result.parse(results.get(0));
        }

        static Run parse(String[] arguments) {
            return new Run(
                    Path.of(arguments[0]),
                    Long.parseLong(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    Long.parseLong(arguments[3]),
                    Long.parseLong(arguments[4]),
                    Integer.parseInt(arguments[5]),
                    Long.parseLong(arguments[6]),
                    Boolean.parseBoolean(arguments[7]));
        }

        private long key(long number) {
            return touched == 0 ? number % keys : new SplittableRandom(number).nextLong(touched) * (keys / touched);
        }
    }

    /**
     * What it was like.
     *
     * @param firstRecordMillis from the start of the JVM to the first new record
     * @param keysPerSecond how many it put, once it had warmed up
     * @param batch from the beginning of each batch until it was durable
     * @param commit from the end of computing until durable
     * @param deltaBytes in batch files
     * @param snapshots stored
     * @param snapshotBytes new in files of snapshots
     */
    record Result(
            long firstRecordMillis,
            long keysPerSecond,
            Times batch,
            Times commit,
            long deltaBytes,
            long snapshots,
            long snapshotBytes) {

        private static Result parse(String line) {
            String[] fields = line.split(" ", -1);
            return new Result(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Times.parse(fields[2]),
                    Times.parse(fields[3]),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5]),
                    Long.parseLong(fields[6]));
        }

        private String line() {
            return firstRecordMillis + " " + keysPerSecond + " " + batch.line() + " " + commit.line() + " " + deltaBytes
                    + " " + snapshots + " " + snapshotBytes;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Run run = Run.parse(arguments);
        Seen seen = new Seen(run);
        StreamingContextBuilder builder = StreamingContext.builder("state")
                .checkpointDirectory(run.directory())
                .batchInterval(Duration.ofMillis(run.intervalMillis()))
                .parallelism(2)
                .listener(seen);
        StreamingContext context = (run.snapshots() ? builder : builder.replayBudgetBytes(Long.MAX_VALUE / 16)).build();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> 2 * offset + split)
                                .splits(2)
                                .recordsPerSecond(run.recordsPerSecond()))
                .mapToPair(number -> {
                    seen.record();
                    return Pair.of(run.key(number), number);
                })
                .mapWithState("values", StateSpec.<Long, Long, byte[], Long>function((key, value, state) -> {
                    byte[] bytes = new byte[run.valueBytes()];
                    new SplittableRandom(value.orElseThrow()).nextBytes(bytes);
                    state.update(bytes);
                    return 1L;
                }))
                .filter(count -> false)
                .print("dropped");
        context.start();
        seen.done.await();
        System.out.println("RESULT " + seen.result().line());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Watches batch by batch. */
    private static final class Seen implements JobListener {

        private final long records;
        private final StoredBytes stored;
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicLong firstRecordMillis = new AtomicLong();
        private final Times.Collected batches = new Times.Collected();
        private final Times.Collected commits = new Times.Collected();
        private int seen;
        private long read;
        private long deltaBytes;
        private long warmNanos;
        private long warmRead;

        Seen(Run run) {
            records = run.records();
            stored = new StoredBytes(run.directory());
        }

        void record() {
            if (firstRecordMillis.get() == 0) {
                long now = System.currentTimeMillis();
                firstRecordMillis.compareAndSet(
                        0, now - ManagementFactory.getRuntimeMXBean().getStartTime());
            }
        }

        @Override
        public synchronized void committed(BatchReport report) {
            read += report.recordsRead();
            deltaBytes += report.fileBytes();
            stored.look();
            if (++seen == WARM_UP_BATCHES) {
                warmNanos = System.nanoTime();
                warmRead = read;
            } else if (seen > WARM_UP_BATCHES) {
                batches.add(report.run().plus(report.commit()));
                commits.add(report.commit());
            }
            if (read >= records) {
                done.countDown();
            }
        }

        synchronized Result result() {
            return new Result(
                    firstRecordMillis.get(),
                    (long) ((read - warmRead) * 1e9 / (System.nanoTime() - warmNanos)),
                    batches.times(),
                    commits.times(),
                    deltaBytes,
                    stored.snapshots(),
                    stored.bytes());
        }
    }
}

package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A keyed count on a generator. Arguments: directory, keys, records to read before it dies by halt, records per second. Prints
 * when, after the start of the JVM, the first new record was processed and the first new batch committed.
 */
final class RestartJob {

    private RestartJob() {}

    public static void main(String[] arguments) throws Exception {
        int keys = Integer.parseInt(arguments[1]);
        long records = Long.parseLong(arguments[2]);
        AtomicLong firstRecord = new AtomicLong();
        AtomicLong read = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        StreamingContext context = StreamingContext.builder("restart")
                .checkpointDirectory(Path.of(arguments[0]))
                .batchInterval(Duration.ofMillis(500))
                .parallelism(2)
                .register(CountState.class)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        if (read.get() == 0) {
                            System.out.printf("RESULT %d %d %d%n", firstRecord.get(), sinceStart(), report.keys());
                        }
                        if (read.addAndGet(report.recordsRead()) >= records) {
                            done.countDown();
                        }
                    }
                })
                .build();
        context.stream(
                        "keys",
                        GeneratorSource.of((split, offset, random) -> offset)
                                .splits(2)
                                .recordsPerSecond(Long.parseLong(arguments[3])))
                .mapToPair(offset -> {
                    if (firstRecord.get() == 0) {
                        firstRecord.compareAndSet(0, sinceStart());
                    }
                    return Pair.of("key-" + offset % keys, offset);
                })
                .mapWithState("counts", StateSpec.<String, Long, CountState, Long>function((key, value, state) -> {
                    CountState before = state.getOrNull();
                    state.update(new CountState(before == null ? 1 : before.count() + 1, 100, value.orElseThrow()));
                    return 1L;
                }))
                .filter(count -> false)
                .print("dropped");
        context.start();
        done.await();
        Runtime.getRuntime().halt(0);
    }

    private static long sinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}

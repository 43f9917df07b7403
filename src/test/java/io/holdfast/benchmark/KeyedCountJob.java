package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.kafka.KafkaRecord;
import io.holdfast.source.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts per key what waits in a topic; ends when all of it is committed. Arguments: broker, topic, directory, records. */
final class KeyedCountJob {

    private KeyedCountJob() {}

    public static void main(String[] arguments) throws Exception {
        long expected = Long.parseLong(arguments[3]);
        AtomicLong read = new AtomicLong();
        AtomicLong began = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        StreamingContext context = StreamingContext.builder("keyed-count")
                .checkpointDirectory(Path.of(arguments[2]))
                .batchInterval(Duration.ofSeconds(1))
                .parallelism(2)
                .register(CountState.class)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        long total = read.addAndGet(report.recordsRead());
                        System.out.printf(
                                "batch %d: %,d records in %d ms, commit %.1f ms, %,d keys, file %,d KB%n",
                                report.batch(),
                                report.recordsRead(),
                                report.run().toMillis(),
                                report.commit().toNanos() / 1e6,
                                report.keys(),
                                report.fileBytes() / 1024);
                        if (total >= expected) {
                            done.countDown();
                        }
                    }
                })
                .build();
        KafkaSource<String, byte[]> source = KafkaSource.<String, byte[]>builder(
                        StringDeserializer::new, ByteArrayDeserializer::new)
                .bootstrapServers(arguments[0])
                .topics(arguments[1])
                .build();
        context.stream("records", source)
                .mapToPair(record -> {
                    if (began.get() == 0) {
                        began.compareAndSet(0, System.nanoTime());
                    }
                    return Pair.of(record.key(), record);
                })
                .mapWithState(
                        "counts",
                        StateSpec.<String, KafkaRecord<String, byte[]>, CountState, Long>function(KeyedCountJob::count))
                .filter(count -> false)
                .print("dropped");
        context.start();
        double cpu = ChildJvm.cpuSeconds();
        done.await();
        double seconds = (System.nanoTime() - began.get()) / 1e9;
        System.out.printf(
                "RESULT %.0f %.2f %d%n",
                expected / seconds, (ChildJvm.cpuSeconds() - cpu) / (expected / 1e6), ChildJvm.peakResidentMegabytes());
        context.stop();
        System.exit(0);
    }

    private static Long count(
            String key, Optional<KafkaRecord<String, byte[]>> record, io.holdfast.model.State<CountState> state) {
        CountState before = state.getOrNull();
        long count = before == null ? 1 : before.count() + 1;
        long bytes =
                (before == null ? 0 : before.bytes()) + record.orElseThrow().value().length;
        state.update(new CountState(count, bytes, record.orElseThrow().offset()));
        return count;
    }
}

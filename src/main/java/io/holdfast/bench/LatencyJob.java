package io.holdfast.bench;

import io.holdfast.StreamingContext;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.model.Batch;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.source.kafka.KafkaSource;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Counts per key, and publishes each record's stamp: from a topic to a topic, until it is killed; or from its own source to a
 * function, which measures.
 */
final class LatencyJob implements ChildMain.Job {

    static final String JOB = "latency";

    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        String kafka = settings.textOrNull("kafka");
        if (kafka == null) {
            local(settings, output);
        } else {
            throughKafka(kafka, settings, output);
        }
    }

    private static StreamingContext context(Settings settings, JobListener listener) {
        return StreamingContext.builder(settings.text("name"))
                .checkpointDirectory(settings.directory())
                .batchInterval(INTERVAL)
                .parallelism(2)
                .listener(listener)
                .build();
    }

    private static void throughKafka(String kafka, Settings settings, ChildOutput output) throws Exception {
        StreamingContext context = context(settings, new JobListener() {});
        KafkaSource<String, byte[]> source = KafkaSource.<String, byte[]>builder(
                        StringDeserializer::new, ByteArrayDeserializer::new)
                .bootstrapServers(kafka)
                .topics(settings.text("input"))
                .build();
        context.stream("records", source)
                .mapToPair(
                        record -> Pair.of(Objects.requireNonNull(record.key()), Objects.requireNonNull(record.value())))
                .mapWithState("counts", LatencyJob.<String, byte[]>counting())
                .to(
                        "stamps",
                        KafkaSink.<byte[]>builder()
                                .bootstrapServers(kafka)
                                .topic(settings.text("output"))
                                .value(stamp -> stamp, ByteArraySerializer::new)
                                .build());
        context.start();
        output.say("ready", 1);
        context.awaitTermination();
    }

    private static void local(Settings settings, ChildOutput output) throws Exception {
        long keys = settings.keys();
        Latencies latencies = new Latencies(settings.records());
        CompletableFuture<Void> last = new CompletableFuture<>();
        CommittedRecords committed = new CommittedRecords(settings.records(), output);
        StreamingContext context = context(settings, committed);
        context.stream("stamps", new SteadySource(Latencies.PERIOD_NANOS))
                .mapToPair(stamp -> Pair.of(new SplittableRandom(stamp).nextLong(keys), stamp))
                .mapWithState("counts", LatencyJob.<Long, Long>counting())
                .foreachBatch("published", batch -> published(batch, latencies, last));
        context.start();
        committed.await();
        new ThreadWorkers("bench").await(last);
        output.say("warm", latencies.warm());
        output.say("start", latencies.start());
    }

    private static <K, V> StateSpec<K, V, Long, V> counting() {
        return StateSpec.function((key, value, state) -> {
            Long before = state.getOrNull();
            state.update(before == null ? 1 : before + 1);
            return value.orElseThrow();
        });
    }

    private static void published(Batch<Long> batch, Latencies latencies, CompletableFuture<Void> last) {
        long now = TimeSource.SYSTEM.monotonicNanos();
        for (Long stamp : batch.collect()) {
            if (latencies.add(now - stamp)) {
                last.complete(null);
            }
        }
    }
}

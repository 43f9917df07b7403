package io.holdfast.bench;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.Pair;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the machine can do: two threads that read the same records, two splits and a HashMap each, and keep nothing. As with the job, time counts from the first record. */
final class BareLoop implements ChildMain.Job {

    static final String JOB = "bare-loop";

    private static final int THREADS = 2;
    private static final int SPLITS_PER_THREAD = KeyedRecords.SPLITS / THREADS;

    private final Workers workers = new ThreadWorkers("bare-loop");
    private final FirstRecord first = new FirstRecord(() -> {});

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int firstSplit = thread * SPLITS_PER_THREAD;
            loops.add(workers.start("loop-" + thread).submit(() -> {
                loop(settings, firstSplit);
                return null;
            }));
        }
        for (CompletableFuture<Void> loop : loops) {
            workers.await(loop);
        }
        double seconds = first.seconds();
        output.say("cpu", first.cpuSeconds() / (settings.records() / 1e6));
        output.say("throughput", settings.records() / seconds);
    }

    private void loop(Settings settings, int firstSplit) throws Exception {
        Map<String, CountState> counts = new HashMap<>();
        String kafka = settings.textOrNull("kafka");
        if (kafka == null) {
            make(settings, firstSplit, counts);
        } else {
            consume(kafka, settings, firstSplit, counts);
        }
    }

    private void count(Map<String, CountState> counts, String key, byte[] value, long offset) {
        first.seen();
        counts.put(key, CountState.after(counts.get(key), value.length, offset));
    }

    private static long recordsOf(int split, long records) {
        return records / KeyedRecords.SPLITS + (split < records % KeyedRecords.SPLITS ? 1 : 0);
    }

    private void make(Settings settings, int firstSplit, Map<String, CountState> counts) throws Exception {
        SourceContext context = new SourceContext("bare-loop", "", "records", THREADS, workers, TimeSource.SYSTEM);
        try (SourceReader<Pair<String, Entry>> reader =
                KeyedRecords.source(settings).open(context)) {
            for (int split = firstSplit; split < firstSplit + SPLITS_PER_THREAD; split++) {
                SplitPosition begin = SplitPosition.of(Integer.toString(split), 0, Map.of());
                var unused = reader.read(
                        new SplitRange(begin, recordsOf(split, settings.records())),
                        (offset, pair) -> count(counts, pair.key(), pair.value().value(), offset));
            }
        }
    }

    private void consume(String kafka, Settings settings, int firstSplit, Map<String, CountState> counts) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                kafka,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "max.poll.records",
                5000);
        List<TopicPartition> partitions = new ArrayList<>();
        long left = 0;
        for (int split = firstSplit; split < firstSplit + SPLITS_PER_THREAD; split++) {
            partitions.add(new TopicPartition(settings.text("topic"), split));
            left += recordsOf(split, settings.records());
        }
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            while (left > 0) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    count(
                            counts,
                            Objects.requireNonNull(record.key()),
                            Objects.requireNonNull(record.value()),
                            record.offset());
                    left--;
                }
            }
        }
    }
}

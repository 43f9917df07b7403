package io.holdfast.bench;

import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.kafka.KafkaSource;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts per key what waits; ends when all of it is committed. */
final class KeyedCountJob implements ChildMain.Job {

    static final String JOB = "keyed-count";

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        FirstRecord first = new FirstRecord(() -> {});
        CommittedRecords committed = new CommittedRecords(settings.records(), output);
        StreamingContext context = StreamingContext.builder(settings.text("name"))
                .checkpointDirectory(settings.directory())
                .batchInterval(Duration.ofSeconds(1))
                .parallelism(2)
                .register(CountState.class)
                .listener(committed)
                .build();
        records(context, settings, first)
                .mapWithState("counts", StateSpec.<String, Entry, CountState, Long>function((key, entry, state) -> {
                    Entry record = entry.orElseThrow();
                    CountState after = CountState.after(state.getOrNull(), record.value().length, record.offset());
                    state.update(after);
                    return after.count();
                }))
                .filter(count -> false)
                .print("dropped");
        context.start();
        committed.await();
        double millions = settings.records() / 1e6;
        output.say("throughput", settings.records() / first.seconds());
        output.say("cpu", first.cpuSeconds() / millions);
        output.say("memory", Usage.peakMegabytes());
    }

    private static PairDStream<String, Entry> records(StreamingContext context, Settings settings, FirstRecord first) {
        String kafka = settings.textOrNull("kafka");
        if (kafka == null) {
            return context.stream("records", KeyedRecords.source(settings)).mapToPair(pair -> {
                first.seen();
                return pair;
            });
        }
        KafkaSource<String, byte[]> source = KafkaSource.<String, byte[]>builder(
                        StringDeserializer::new, ByteArrayDeserializer::new)
                .bootstrapServers(kafka)
                .topics(settings.text("topic"))
                .build();
        return context.stream("records", source).mapToPair(record -> {
            first.seen();
            return Pair.of(
                    Objects.requireNonNull(record.key()),
                    new Entry(Objects.requireNonNull(record.value()), record.offset()));
        });
    }
}

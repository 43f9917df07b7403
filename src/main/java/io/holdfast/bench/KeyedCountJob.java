package io.holdfast.bench;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.Sink;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.source.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Counts per key what waits; ends when all of it is committed, and published if anything is to be. */
final class KeyedCountJob implements ChildMain.Job {

    static final String JOB = "keyed-count";

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        FirstRecord first = new FirstRecord(() -> {});
        String published = settings.textOrNull("output");
        CommittedRecords committed = published == null
                ? new CommittedRecords(settings.records(), output)
                : new PublishedRecords(settings.records(), output);
        StreamingContext context = StreamingContext.builder(settings.text("name"))
                .checkpointDirectory(settings.directory())
                .batchInterval(Duration.ofSeconds(1))
                .parallelism(2)
                .register(CountState.class)
                .listener(committed)
                .build();
        DStream<CountState> counts = records(context, settings, first)
                .mapWithState(
                        "counts", StateSpec.<String, Entry, CountState, CountState>function((key, entry, state) -> {
                            Entry record = entry.orElseThrow();
                            CountState after =
                                    CountState.after(state.getOrNull(), record.value().length, record.offset());
                            state.update(after);
                            return after;
                        }));
        if (published == null) {
            counts.filter(count -> false).print("dropped");
        } else {
            counts.filter(count -> PublishedRecords.isPutOut(count.lastOffset()))
                    .map(CountState::toString)
                    .to("published", sink(settings.textOrNull("kafka"), published));
        }
        context.start();
        committed.await();
        double millions = settings.records() / 1e6;
        output.say("throughput", settings.records() / first.seconds());
        output.say("cpu", first.cpuSeconds() / millions);
        output.say("memory", Usage.peakMegabytes());
    }

    private static Sink<String> sink(@Nullable String kafka, String output) {
        return kafka == null
                ? TextFileSink.of(Path.of(output))
                : KafkaSink.<String>builder()
                        .bootstrapServers(kafka)
                        .topic(output)
                        .value(text -> text, StringSerializer::new)
                        .build();
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

package io.holdfast.simulation.kafka;

import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.Values;
import io.holdfast.driver.JobOptions;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.plan.Plan;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.sink.kafka.SinkClients;
import io.holdfast.source.kafka.KafkaSource;
import io.holdfast.source.kafka.SourceClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The job of the histories: a running sum per account, closed when idle, to a Kafka topic and to a second target. */
final class SumsJob {

    static final Duration TIMEOUT = Duration.ofSeconds(3);
    static final Types TYPES = Types.builder().build();
    static final String SOURCE = "in";
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);

    private SumsJob() {}

    static JobOptions options(long recordsPerBatch, int restarts) {
        Values values = Values.DEFAULTS
                .with(Keys.PARALLELISM, 2)
                .with(Keys.RETAINED_BATCHES, 2)
                .with(Keys.MAX_RECORDS_PER_BATCH, recordsPerBatch)
                .with(Keys.STATE_CACHE, 4L << 20)
                .with(Keys.REPLAY_BUDGET, 1L << 16)
                .with(Keys.MAX_RESTARTS, restarts);
        return new JobOptions("sums", values);
    }

    static Plan plan(KafkaWorld world, Host host, KafkaClients clients) {
        KafkaSource<String, String> source = SourceClients.use(
                        KafkaSource.builder(StringDeserializer::new, StringDeserializer::new), clients)
                .bootstrapServers("simulated:9092")
                .topics(InputTopic.NAME)
                .brokerTimeout(BROKER_TIMEOUT)
                .discoveryInterval(Duration.ofSeconds(4))
                .prefetchBytes(2_000)
                .build();
        KafkaSink<String> sink = SinkClients.use(KafkaSink.<String>builder(), clients)
                .bootstrapServers("simulated:9092")
                .topic(KafkaWorld.OUTPUT)
                .key(SumsJob::account, StringSerializer::new)
                .value(told -> told, StringSerializer::new)
                .brokerTimeout(BROKER_TIMEOUT)
                .transactionBytes(100)
                .build();
        TestGraph graph = new TestGraph();
        var told = graph.stream(SOURCE, source)
                .mapToPair(record -> Pair.of(
                        Objects.requireNonNull(record.key()), Long.parseLong(Objects.requireNonNull(record.value()))))
                .<Long, String>mapWithState(
                        "sums", StateSpec.function(SumsJob::sum).timeout(TIMEOUT));
        told.to("topic", sink);
        told.to("second", world.second.sink(host));
        return graph.plan();
    }

    /** Whom a result tells something. */
    static String account(String told) {
        return told.substring(0, told.indexOf(' '));
    }

    private static Optional<String> sum(Instant time, String account, Optional<Long> amount, State<Long> sum) {
        if (sum.isTimingOut()) {
            return Optional.of(account + " closed at " + sum.get());
        }
        long now = (sum.exists() ? sum.get() : 0) + amount.orElseThrow();
        sum.update(now);
        return Optional.of(account + " has " + now);
    }
}

package io.holdfast.demo;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.SourceException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the shop's clicks into the topic, on a thread of its own, as the world outside would. It goes on where the topic
 * ends, so that a restart repeats none.
 */
final class ClickFeeder implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String servers;
    private final Shop shop;
    private final long clicksPerSecond;
    private final long[] next;
    private final Workers workers;
    private final Worker worker;
    private final TimeSource time;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private volatile @Nullable Exception failure;

    /** A feeder that begins at these offsets, by split. */
    ClickFeeder(String servers, Shop shop, long clicksPerSecond, long[] from, Workers workers, TimeSource time) {
        this.servers = servers;
        this.shop = shop;
        this.clicksPerSecond = clicksPerSecond;
        this.next = from.clone();
        this.workers = workers;
        this.time = time;
        worker = workers.start("feeder");
    }

    /** Begins; the future fails if clicks can no longer be written. */
    CompletableFuture<Void> start() {
        return worker.submit(() -> {
            feed();
            return null;
        });
    }

    private void feed() {
        long[] first = next.clone();
        long begin = time.monotonicNanos();
        try (KafkaProducer<String, String> producer = producer()) {
            while (!workers.await(stop, PAUSE)) {
                double seconds = (time.monotonicNanos() - begin) / 1e9;
                long due = (long) (seconds * clicksPerSecond / Shop.SPLITS);
                for (int split = 0; split < Shop.SPLITS; split++) {
                    send(producer, split, first[split] + due);
                }
                Exception failed = failure;
                if (failed != null) {
                    throw new SourceException(
                            "the demo cannot write clicks to topic " + KafkaShop.CLICKS + " at " + servers + ": "
                                    + failed + "; run the same line again when the broker is well",
                            failed);
                }
            }
        }
    }

    /** The callback hears of failures; the futures say no more. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(KafkaProducer<String, String> producer, int split, long until) {
        for (; next[split] < until && !stop.isDone(); next[split]++) {
            Click click = shop.click(split, next[split]);
            producer.send(
                    new ProducerRecord<>(KafkaShop.CLICKS, split, Long.toString(click.visitor()), click.text()),
                    (metadata, failed) -> {
                        if (failed != null) {
                            failure = failed;
                        }
                    });
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "holdfast-demo-feeder",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new StringSerializer(),
                new StringSerializer());
    }

    @Override
    public void close() {
        stop.complete(null);
        worker.close();
    }
}

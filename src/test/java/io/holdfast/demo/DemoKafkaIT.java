package io.holdfast.demo;

import static io.holdfast.demo.DemoProcess.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.demo.DemoProcess.Row;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo on a real broker, killed and run again. Planted defects that this was seen to catch: a feeder that begins
 * with the shop's first click again; a sink whose marker is read but not heeded; a source that asks for the position of one
 * partition before all are set.
 */
class DemoKafkaIT {

    private static final long RATE = 2000;
    private static final long VISITORS = 1000;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Path directory;

    DemoKafkaIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void goesOnAfterAKillWithEachSessionInTheTopicOnce() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"))) {
            String[] line = {
                "--kafka",
                broker.bootstrapServers(),
                "--rate",
                "" + RATE,
                "--visitors",
                "" + VISITORS,
                "--idle",
                "1s",
                "--batch-interval",
                "2s"
            };
            Row last;
            try (DemoProcess first = DemoProcess.start(directory, line)) {
                first.await("Begins anew");
                Row row = first.awaitRows(4);
                last = row;
                // What this batch published must not be published again, and nothing of the next be lost.
                Awaitility.await("sessions of batch " + row.batch())
                        .until(() -> sessions(broker).size(), size -> size >= row.endedSessions());
                first.killHard();
            }
            try (DemoProcess second = DemoProcess.start(directory, line)) {
                MatchResult resumed = second.await("Resumed from batch (\\d+)");
                assertThat(number(resumed.group(1))).isGreaterThanOrEqualTo(last.batch());
                second.awaitRows(4);
                second.terminate();
                assertThat(second.exitCode()).as(second.output()).isZero();
                MatchResult stopped = second.await("Stopped .* at click ([\\d,]+), with ([\\d,]+) sessions ended");
                check(broker, number(stopped.group(1)), number(stopped.group(2)));
            }
        }
    }

    private static List<String> sessions(KafkaBroker broker) {
        return new KafkaTopic(broker, KafkaShop.SESSIONS).values();
    }

    /** The topic of clicks holds those of the shop, as if the feeder had never been killed. */
    private static void check(KafkaBroker broker, long clicks, long sessions) {
        Shop shop = new Shop(RATE, VISITORS, IDLE);
        SessionModel model = new SessionModel();
        List<ConsumerRecord<String, String>> entries = new KafkaTopic(broker, KafkaShop.CLICKS).records();
        for (ConsumerRecord<String, String> entry : entries) {
            Click click = Click.parse(entry.partition(), entry.offset(), entry.key(), entry.value());
            assertThat(click).isEqualTo(shop.click(click.split(), click.offset()));
            model.add(click);
        }
        assertThat(entries).hasSizeGreaterThanOrEqualTo((int) clicks);
        List<String> published = sessions(broker);
        assertThat(published).hasSize((int) sessions).isNotEmpty();
        model.check(published);
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What a real job says, and leaves behind, when what it is given is wrong. */
class BadInputIT extends BrokerTest {

    private String failure(RunningSumsJob job) throws Exception {
        return TestBed.failure(job, directory.resolve("job.log"));
    }

    @Test
    void namesATopicToReadThatDoesNotExist() throws Exception {
        broker.createTopic("orders-sums", 1);
        assertThat(failure(new RunningSumsJob(broker.bootstrapServers(), "orders", "orders-sums", directory)))
                .containsPattern("@failed ConfigurationException: source values: .*orders.* does not exist at "
                        + broker.bootstrapServers());
    }

    @Test
    void namesATopicToWriteThatDoesNotExist() throws Exception {
        broker.createTopic("payments", 1);
        assertThat(failure(new RunningSumsJob(broker.bootstrapServers(), "payments", "payments-sums", directory)))
                .containsPattern("@failed ConfigurationException: sink topic: topic payments-sums does not exist at "
                        + broker.bootstrapServers());
    }

    @Test
    void waitsForBrokersThatDoNotAnswerAndSaysSoThenGivesUp() throws Exception {
        String nobody = "127.0.0.1:" + freePort();
        RunningSumsJob job = new RunningSumsJob(nobody, "values", "sums", directory).patient(0, Duration.ofSeconds(8));
        assertThat(failure(job))
                .contains("waiting for Kafka at " + nobody)
                .contains("of at most 8000 ms")
                .containsPattern("@failed (Source|Sink)Exception: .*Kafka at " + nobody + " did not .* within 8000 ms");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void namesARecordThatDoesNotDeserializeAfterTheRestartsAndKeepsWhatWasCommitted() throws Exception {
        TestBed bed = TestBed.create(broker, "garbled", directory);
        try (LedgerProducer producer = bed.produce(Seed.drawn());
                JobProcess process = bed.launch()) {
            process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
            producer.finish();
            bed.finish(process);
        }
        long offset = produceGarbage(bed.job().in(), 2);
        assertThat(failure(bed.job().patient(2, Duration.ofSeconds(60))))
                .contains("@restarting from batch")
                .contains("attempt 2")
                .containsPattern(
                        "@failed UserCodeException: .*topic garbled-values, partition 2, offset " + offset + ":");
        bed.check();
    }

    private static long produceGarbage(String topic, int partition) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            RecordMetadata sent = producer.send(
                            new ProducerRecord<>(topic, partition, "key-2", "five!".getBytes(StandardCharsets.UTF_8)))
                    .get();
            return sent.offset();
        }
    }

    @Test
    void refusesACheckpointDirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThat(failure(job().withCheckpoint(file)))
                .containsPattern("@failed (Storage|Configuration)Exception: .*" + file + ".*expected a directory");
        assertThat(file).hasContent("mine");
    }

    @Test
    void refusesACheckpointDirectoryWithFilesOfOthersAndTouchesNothing() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("home"));
        Files.writeString(foreign.resolve("thesis.txt"), "mine");
        assertThat(failure(job().withCheckpoint(foreign)))
                .contains("@failed ConfigurationException: checkpoint directory " + foreign
                        + " holds \"thesis.txt\", which Holdfast did not put there");
        assertThat(foreign).isDirectoryNotContaining(entry -> !entry.endsWith("thesis.txt"));
    }

    private RunningSumsJob job() {
        return new RunningSumsJob(broker.bootstrapServers(), "values", "sums", directory);
    }
}

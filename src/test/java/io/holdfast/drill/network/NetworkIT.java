package io.holdfast.drill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients and a real broker, with the network between them. Planted defect: a gate that is held lets requests pass. */
class NetworkIT {

    @Test
    void allConnectionsLeadThroughTheNetwork(@TempDir Path directory) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory);
                Network network = new Network(new ThreadWorkers("test"))) {
            broker.createTopic("t", 1);
            String door = network.door(broker.bootstrapServers());
            assertThat(network.door(broker.bootstrapServers())).isEqualTo(door);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", door))) {
                assertThat(admin.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                        .extracting(Node::host, Node::port)
                        .containsExactly(tuple("127.0.0.1", Integer.parseInt(door.substring(door.indexOf(':') + 1))));
            }
            publish(network, door);
        }
    }

    private static void publish(Network network, String door) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", door, "transactional.id", "x", "enable.idempotence", true);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("t", "k", "v")).get(60, TimeUnit.SECONDS);
            network.toBrokers().hold();
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>("t", "k", "v"));
            Awaitility.await("a request that waits")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> network.toBrokers().heldChunks() > 0);
            assertThat(sent).isNotDone();
            assertThat(network.cut()).isPositive();
            network.release();
            assertThat(sent.get(60, TimeUnit.SECONDS).offset()).isOne();
            producer.commitTransaction();
        }
    }
}

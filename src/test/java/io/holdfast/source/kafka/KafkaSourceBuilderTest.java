package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSourceBuilderTest {

    private static KafkaSourceBuilder<String, String> valid() {
        return KafkaSource.builder(StringDeserializer.class, StringDeserializer.class)
                .bootstrapServers("one:9092, two:9092")
                .topics("clicks");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> KafkaSource.builder(StringDeserializer::new, StringDeserializer::new)
                        .bootstrapServers("nowhere")
                        .topics("no good")
                        .topicsMatching(Pattern.compile("x"))
                        .startAt(Map.of(new TopicPartition("x", 0), -1L))
                        .discoveryInterval(Duration.ZERO)
                        .brokerTimeout(Duration.ofSeconds(-1))
                        .prefetchBytes(0)
                        .group(" ")
                        .property("enable.auto.commit", "true")
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "'nowhere' is not host:port",
                        "'no good' is not a topic name",
                        "topics and topicsMatching exclude each other",
                        "offset -1 of x-0 is negative",
                        "discoveryInterval must be positive",
                        "brokerTimeout must be positive",
                        "prefetchBytes must be positive",
                        "group is blank",
                        "property enable.auto.commit cannot be set");
    }

    @Test
    void demandsServersAndTopics() {
        assertThatThrownBy(() -> KafkaSource.builder(StringDeserializer::new, StringDeserializer::new)
                        .build())
                .hasMessageContainingAll("bootstrapServers is missing", "no topic is given");
    }

    @Test
    void refusesAStartForATopicThatIsNotRead() {
        assertThatThrownBy(() ->
                        valid().startAt(Map.of(new TopicPartition("x", 0), 1L)).build())
                .hasMessageContaining("x-0 is of a topic that is not read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers",
                "group.id",
                "enable.auto.commit",
                "auto.offset.reset",
                "isolation.level",
                "key.deserializer",
                "value.deserializer",
                "interceptor.classes",
                "client.id"
            })
    void refusesPropertiesThatWouldBreakThePromisesAndSaysWhy(String property) {
        assertThatThrownBy(() -> valid().property(property, "x").build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("(?s).*property " + Pattern.quote(property) + " cannot be set: \\w.*");
    }

    @Test
    void neverShowsSecrets() {
        String shown =
                valid().property("sasl.jaas.config", "password=hush").build().toString();
        assertThat(shown).contains("clicks", "one:9092").doesNotContain("hush");
    }

    @Test
    void canBeSerialized() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(valid().topics("more").startAtLatest().build());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject())
                    .isInstanceOf(KafkaSource.class)
                    .asString()
                    .contains("more");
        }
    }
}

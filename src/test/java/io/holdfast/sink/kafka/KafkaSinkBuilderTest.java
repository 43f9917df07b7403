package io.holdfast.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSinkBuilderTest {

    private static KafkaSinkBuilder<String> valid() {
        return KafkaSink.<String>builder()
                .bootstrapServers("one:9092")
                .topic("out")
                .value(value -> value, StringSerializer::new);
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> KafkaSink.<String>builder()
                        .brokerTimeout(Duration.ZERO)
                        .transactionBytes(0)
                        .property("max.request.size", "lots")
                        .property("acks", "1")
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "bootstrapServers is missing",
                        "topic is missing",
                        "value is missing",
                        "brokerTimeout must be positive",
                        "transactionBytes must be positive",
                        "found lots",
                        "property acks cannot be set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers",
                "transactional.id",
                "enable.idempotence",
                "acks",
                "retries",
                "client.id",
                "interceptor.classes",
                "transaction.two.phase.commit.enable"
            })
    void refusesPropertiesThatWouldBreakThePromisesAndSaysWhy(String property) {
        assertThatThrownBy(() -> valid().property(property, "x").build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("(?s).*property " + Pattern.quote(property) + " cannot be set: \\w.*");
    }

    @Test
    void namesItsTargetWithoutServersOrSecrets() {
        KafkaSink<String> sink = valid().property("ssl.key.password", "hush").build();
        assertThat(sink.target()).isEqualTo("topic out");
        assertThat(sink.toString()).contains("out").doesNotContain("hush");
        assertThat(sink.keepsMarker()).isTrue();
    }
}

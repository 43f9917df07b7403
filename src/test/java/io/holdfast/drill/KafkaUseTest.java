package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Faults of the network are refused where they cannot be injected. Planted defects: one or the other is not looked at. */
class KafkaUseTest {

    @Test
    void aJobThatConnectsToNothingHasNoConnectionThatCouldFail() {
        assertThatThrownBy(KafkaUse.NONE::requireOpenConnections)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no connection to Kafka that could fail")
                .hasMessageContaining("--kafka");
    }

    @Test
    void connectionsThatAreEncryptedAreNamed() {
        KafkaUse use = new KafkaUse(new TreeMap<>(), List.of("localhost:1"), List.of("orders"));
        assertThatThrownBy(use::requireOpenConnections)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining("security.protocol");
    }
}

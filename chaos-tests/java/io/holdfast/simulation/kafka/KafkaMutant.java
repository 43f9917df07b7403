package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import java.util.function.UnaryOperator;

/**
 * A planted defect in how source or sink use Kafka, and the histories that must catch it.
 *
 * @param name what is wrong
 * @param fault what has to happen for it to matter
 * @param install puts it in front of good clients
 * @param histories must fail with it and pass without it
 */
public record KafkaMutant(String name, String fault, UnaryOperator<KafkaClients> install, KafkaScenario histories) {

    @Override
    public String toString() {
        return name + " (" + fault + ")";
    }
}

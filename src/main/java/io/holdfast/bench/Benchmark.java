package io.holdfast.bench;

import java.util.List;
import java.util.Map;

/** One benchmark. */
interface Benchmark {

    String name();

    /** What a round does unless it is told. */
    Load defaults();

    /** Whether it makes something of a Kafka. */
    default boolean usesKafka() {
        return false;
    }

    /** What else than records and keys must be the same for a comparison. */
    default Map<String, String> settings(Load load) {
        return Map.of();
    }

    /** Does once what all rounds need. */
    Round prepare(Load load, Stage stage) throws Exception;

    /** Measures once; the same names each time. */
    @FunctionalInterface
    interface Round {
        List<Measurement> run(int round) throws Exception;
    }
}

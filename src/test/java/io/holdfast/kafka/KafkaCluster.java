package io.holdfast.kafka;

/** Brokers in processes of their own, one or several: what a test needs to know that does not care how many. */
public interface KafkaCluster extends AutoCloseable {

    String bootstrapServers();

    /** Creates a topic, as safe as these brokers can keep it, and waits until they know it. */
    void createTopic(String name, int partitions);

    @Override
    void close();
}

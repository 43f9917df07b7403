package io.holdfast.simulation.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** A topic with its id. */
final class SimulatedTopic {

    private final String name;
    private final Uuid id;
    private final List<PartitionLog> partitions = new ArrayList<>();

    SimulatedTopic(String name, Uuid id, int partitions) {
        this.name = name;
        this.id = id;
        addPartitions(partitions);
    }

    void addPartitions(int count) {
        for (int i = 0; i < count; i++) {
            partitions.add(new PartitionLog());
        }
    }

    String name() {
        return name;
    }

    Uuid id() {
        return id;
    }

    List<PartitionLog> partitions() {
        return partitions;
    }
}

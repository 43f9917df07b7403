package io.holdfast.simulation.kafka;

import org.apache.kafka.common.TopicPartition;

/** What can become of the input while a job is down that the job must refuse to go on from, and how it says so. */
enum LastingDamage {
    /** Retention deletes what was not read. */
    LOST_RANGE(KafkaFault.RETENTION, "was deleted by retention") {
        @Override
        void happen(KafkaWorld world) {
            world.input.write(0, 5);
            log(world).deleteBefore(log(world).end() - 2);
        }
    },
    /** The topic is deleted, created again, and grows beyond the old one. */
    RECREATED_TOPIC(KafkaFault.TOPIC_RECREATED, "was deleted and created again") {
        @Override
        void happen(KafkaWorld world) {
            int partitions = world.input.partitions();
            long end = log(world).end();
            world.kafka.deleteTopic(InputTopic.NAME);
            world.kafka.createTopic(InputTopic.NAME, partitions);
            world.input.foreign(0, (int) end + 10);
        }
    },
    /** A leader is elected that lacks what the job has read, and writes other records there. */
    TRUNCATED_LOG(KafkaFault.TRUNCATION, "no longer there") {
        @Override
        void happen(KafkaWorld world) {
            log(world).truncate(log(world).end() - 4);
            world.input.foreign(0, 8);
        }
    };

    private final KafkaFault fault;
    private final String refusal;

    LastingDamage(KafkaFault fault, String refusal) {
        this.fault = fault;
        this.refusal = refusal;
    }

    abstract void happen(KafkaWorld world);

    void apply(KafkaWorld world) {
        happen(world);
        world.kafka.faults().happened(fault);
    }

    /** What the job must say. */
    String refusal() {
        return refusal;
    }

    private static PartitionLog log(KafkaWorld world) {
        return world.kafka.log(new TopicPartition(InputTopic.NAME, 0));
    }
}

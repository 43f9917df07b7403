package io.holdfast.simulation.kafka;

import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** What can become of the input while a job is down that the job must refuse to go on from, and how it says so. */
enum LastingDamage {
    /** Retention deletes what was not read. */
    LOST_RANGE(KafkaFault.RETENTION, "was deleted by retention") {
        @Override
        void happen(KafkaWorld world) {
            world.input.write(0, 5);
            log(world, 0).deleteBefore(log(world, 0).end() - 2);
        }
    },
    /** The topic is deleted, created again, and grows beyond the old one. */
    RECREATED_TOPIC(KafkaFault.TOPIC_RECREATED, "was deleted and created again") {
        @Override
        void happen(KafkaWorld world) {
            long[] ends = IntStream.range(0, world.input.partitions())
                    .mapToLong(partition -> log(world, partition).end())
                    .toArray();
            world.kafka.deleteTopic(InputTopic.NAME);
            world.kafka.createTopic(InputTopic.NAME, ends.length);
            for (int partition = 0; partition < ends.length; partition++) {
                world.input.foreign(partition, (int) ends[partition] + 10);
            }
        }
    },
    /** A leader is elected that lacks what the job has read, and writes other records there. */
    TRUNCATED_LOG(KafkaFault.TRUNCATION, "no longer there") {
        @Override
        void happen(KafkaWorld world) {
            log(world, 0).truncate(log(world, 0).end() - 4);
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

    private static PartitionLog log(KafkaWorld world, int partition) {
        return world.kafka.log(new TopicPartition(InputTopic.NAME, partition));
    }
}

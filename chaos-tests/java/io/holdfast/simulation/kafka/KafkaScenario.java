package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/** Histories in which one kind of thing goes wrong. */
public enum KafkaScenario {
    /** Aborted transactions and gaps; nothing else. */
    QUIET {
        @Override
        void run(ShortHistory history) throws Exception {
            history.dying(1, 0);
        }
    },
    /** The process dies at moments spread over its life. */
    DEATHS {
        @Override
        void run(ShortHistory history) throws Exception {
            long moments = history.moments(1);
            for (long at = 1; at <= moments; at += 3) {
                history.dying(1, at);
            }
        }
    },
    /** The process stands still at moments spread over its life while another takes over. */
    STANDSTILLS {
        @Override
        void run(ShortHistory history) throws Exception {
            long moments = history.moments(1);
            for (long at = 2; at <= moments; at += 3) {
                history.frozen(1, at);
            }
        }
    },
    /** The answer to a commit is lost. */
    COMMIT_REPLY_LOST {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REPLY_LOST, "end transaction");
        }
    },
    /** A commit is lost. */
    COMMIT_LOST {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REQUEST_LOST, "end transaction");
        }
    },
    /** A commit arrives when nobody waits for it any more. */
    COMMIT_LATE {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REQUEST_LATE, "end transaction");
        }
    },
    /** A transaction has ended, but the group of the marker has not heard of it; the process dies meanwhile. */
    MARKER_HIDDEN {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> world.kafka.faults().chance(KafkaFault.MARKER_HIDDEN, 3));
            for (long at = 200; at < 500; at += 7) {
                history.dying(1, at);
            }
        }
    },
    /** A broker answers with an end that lies before one it gave already. */
    STALE_ENDS {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> world.kafka.faults().chance(KafkaFault.STALE_END, 6));
            for (long seed = 1; seed < 20; seed++) {
                history.dying(seed, 0);
            }
        }
    },
    /** While the job is down, retention deletes what it has not read. */
    LOST_RANGE {
        @Override
        void run(ShortHistory history) throws Exception {
            history.refused(
                    world -> {
                        world.input.write(0, 5);
                        world.kafka.log(IN).deleteBefore(world.kafka.log(IN).end() - 2);
                    },
                    "was deleted by retention");
            history.dying(1, 0);
        }
    },
    /** While the job is down, the topic is deleted, created again, and grows beyond the old one. */
    RECREATED_TOPIC {
        @Override
        void run(ShortHistory history) throws Exception {
            history.refused(
                    world -> {
                        world.kafka.deleteTopic(InputTopic.NAME);
                        world.kafka.createTopic(InputTopic.NAME, 2);
                        world.input.write(0, 30);
                        world.input.write(1, 30);
                    },
                    "was deleted and created again");
            history.dying(1, 0);
        }
    },
    /** While the job is down, a leader is elected that lacks what the job has read, and writes other records there. */
    TRUNCATED_LOG {
        @Override
        void run(ShortHistory history) throws Exception {
            history.refused(
                    world -> {
                        PartitionLog log = world.kafka.log(IN);
                        log.truncate(log.end() - 4);
                        world.input.write(0, 8);
                    },
                    "no longer there");
            history.dying(1, 0);
        }
    };

    private static final TopicPartition IN = new TopicPartition(InputTopic.NAME, 0);

    abstract void run(ShortHistory history) throws Exception;

    private static void lose(ShortHistory history, KafkaFault fault, String request) throws Exception {
        for (long seed = 1; seed < 12; seed++) {
            KafkaWorld[] seen = new KafkaWorld[1];
            long after = 600 + seed * 500;
            history.arranged(world -> {
                seen[0] = world;
                world.kafka.after(
                        java.time.Duration.ofMillis(after),
                        () -> world.kafka.faults().next(fault, request));
            });
            history.dying(seed, 0);
            assertThat(seen[0].kafka.faults().count(fault))
                    .as("%s happened", fault)
                    .isEqualTo(after < 4_000 ? 1 : seen[0].kafka.faults().count(fault));
        }
    }

    /** Runs the histories; throws what a check found. */
    public void run(Path scratch, UnaryOperator<KafkaClients> defect) throws Exception {
        run(new ShortHistory(scratch, defect));
    }
}

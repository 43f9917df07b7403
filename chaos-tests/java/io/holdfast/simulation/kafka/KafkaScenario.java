package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/** Histories in which one kind of thing goes wrong. */
public enum KafkaScenario {
    /** Aborted transactions and gaps; nothing else. */
    QUIET(KafkaFault.ABORTED_INPUT) {
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
    COMMIT_REPLY_LOST(KafkaFault.REPLY_LOST) {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REPLY_LOST, "end transaction");
        }
    },
    /** A commit is lost. */
    COMMIT_LOST(KafkaFault.REQUEST_LOST) {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REQUEST_LOST, "end transaction");
        }
    },
    /** A commit arrives when nobody waits for it any more. */
    COMMIT_LATE(KafkaFault.REQUEST_LATE) {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.REQUEST_LATE, "end transaction");
        }
    },
    /** A transaction has ended, but the group of the marker has not heard of it; the process dies meanwhile. */
    MARKER_HIDDEN(KafkaFault.MARKER_HIDDEN) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> world.kafka.faults().chance(KafkaFault.MARKER_HIDDEN, 1));
            for (long at = 150; at < 500; at += 7) {
                history.dying(1, at);
            }
        }
    },
    /** A broker answers with an end that lies before one it gave already. */
    STALE_ENDS(KafkaFault.STALE_END) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> world.kafka.faults().chance(KafkaFault.STALE_END, 6));
            for (long seed = 1; seed < 20; seed++) {
                history.dying(seed, 0);
            }
        }
    },
    /** While the job is down, retention deletes what it has not read. */
    LOST_RANGE(KafkaFault.RETENTION) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.LOST_RANGE).dying(1, 0);
        }
    },
    /** While the job is down, the topic is deleted, created again, and grows beyond the old one. */
    RECREATED_TOPIC(KafkaFault.TOPIC_RECREATED) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.RECREATED_TOPIC).dying(1, 0);
        }
    },
    /** While the job runs, the topic is deleted, created again, and grows beyond the old one. */
    RECREATED_UNDER_READER(KafkaFault.TOPIC_RECREATED) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.RECREATED_TOPIC, Duration.ofSeconds(3));
            for (long seed = 1; seed <= 6; seed++) {
                history.dying(seed, 0);
            }
        }
    },
    /** While the job is down, a leader is elected that lacks what the job has read. */
    TRUNCATED_LOG(KafkaFault.TRUNCATION) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.TRUNCATED_LOG).dying(1, 0);
        }
    },
    /** What an older producer has sent arrives when its successor is at work. */
    PRODUCE_LATE(KafkaFault.REQUEST_LATE) {
        @Override
        void run(ShortHistory history) throws Exception {
            for (long seed = 1; seed <= 40; seed++) {
                Duration after = Duration.ofMillis(600 + seed * 90);
                history.arranged(world -> {
                    world.kafka.after(after, () -> world.kafka.faults().next(KafkaFault.REQUEST_LATE, "produce"));
                    inputUntilTheEnd(world);
                });
                history.dying(seed, 0);
            }
        }
    },
    /** From the request to commit on, no broker answers for longer than the job waits. */
    BROKER_AWAY(KafkaFault.BROKER_AWAY) {
        @Override
        void run(ShortHistory history) throws Exception {
            lose(history, KafkaFault.BROKER_AWAY, "end transaction");
        }
    },
    /** A transaction stays open in the input for a while, and is then committed. */
    OPEN_INPUT(KafkaFault.OPEN_INPUT) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> happen(world, Duration.ofSeconds(1), KafkaFault.OPEN_INPUT, () -> {
                world.input.write(0, 1);
                long producer = world.input.open(0, 2);
                world.kafka.after(Duration.ofSeconds(3), () -> world.input.end(0, producer, true));
            }));
            history.dying(1, 0);
        }
    },
    /** Compaction has left a hole between two records. */
    COMPACTION(KafkaFault.COMPACTION) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> world.input.compact(0, 4)).dying(1, 0);
        }
    },
    /** A partition gets another leader. */
    LEADER_MOVED(KafkaFault.LEADER_MOVED) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> happen(world, Duration.ofSeconds(1), KafkaFault.LEADER_MOVED, () -> world.kafka
                    .log(new TopicPartition(InputTopic.NAME, 0))
                    .newEpoch()));
            history.dying(1, 0);
        }
    },
    /** The topic grows by a partition. */
    PARTITION_ADDED(KafkaFault.PARTITION_ADDED) {
        @Override
        void run(ShortHistory history) throws Exception {
            history.arranged(world -> happen(world, Duration.ofSeconds(1), KafkaFault.PARTITION_ADDED, () -> {
                world.kafka.addPartitions(InputTopic.NAME, 3);
                world.input.write(2, 3);
            }));
            history.dying(1, 0);
        }
    },
    /** A broker has just started and knows no topics. */
    EMPTY_METADATA(KafkaFault.EMPTY_METADATA) {
        @Override
        void run(ShortHistory history) throws Exception {
            metadata(history, KafkaFault.EMPTY_METADATA);
        }
    },
    /** A broker does not know the last partition yet. */
    MISSING_PARTITION(KafkaFault.MISSING_PARTITION) {
        @Override
        void run(ShortHistory history) throws Exception {
            metadata(history, KafkaFault.MISSING_PARTITION);
        }
    },
    /** The process stands still for longer than its transaction lives, and goes on. */
    OVERSLEPT(KafkaFault.TRANSACTION_TIMEOUT) {
        @Override
        void run(ShortHistory history) throws Exception {
            long moments = history.moments(1);
            for (long at = 2; at <= moments; at += 5) {
                history.overslept(1, at);
            }
        }
    };

    private final Set<KafkaFault> faults;

    KafkaScenario(KafkaFault... faults) {
        this.faults = Set.of(faults);
    }

    /** What must happen in these histories. */
    Set<KafkaFault> faults() {
        return faults;
    }

    private static void happen(KafkaWorld world, Duration after, KafkaFault fault, Runnable what) {
        world.kafka.after(after, () -> {
            world.kafka.faults().happened(fault);
            what.run();
        });
    }

    private static void inputUntilTheEnd(KafkaWorld world) {
        for (int second = 3; second < 14; second++) {
            world.kafka.after(Duration.ofSeconds(second), () -> world.input.write(0, 1));
        }
    }

    private static void metadata(ShortHistory history, KafkaFault fault) throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            history.arranged(world -> world.kafka.after(
                    Duration.ofSeconds(1), () -> world.kafka.faults().next(fault, "describe topics")));
            history.dying(seed, 0);
        }
    }

    abstract void run(ShortHistory history) throws Exception;

    private static void lose(ShortHistory history, KafkaFault fault, String request) throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            Duration after = Duration.ofMillis(600 + seed * 500);
            history.arranged(
                    world -> world.kafka.after(after, () -> world.kafka.faults().next(fault, request)));
            history.dying(seed, 0);
        }
    }

    /** Runs the histories; throws what a check found. */
    ShortHistory run(Path scratch, UnaryOperator<KafkaClients> defect) throws Exception {
        ShortHistory history = new ShortHistory(scratch, defect);
        run(history);
        return history;
    }
}

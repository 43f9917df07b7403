package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Histories in which one kind of thing goes wrong. */
public enum KafkaScenario {
    /** Aborted transactions and gaps; nothing else. */
    QUIET {
        @Override
        void run(ShortHistory history) throws Exception {
            history.dying(1, 0);
            assertThat(history.count(KafkaFault.ABORTED_INPUT)).isPositive();
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
            history.arranged(world -> world.kafka.faults().chance(KafkaFault.MARKER_HIDDEN, 1));
            for (long at = 150; at < 500; at += 7) {
                history.dying(1, at);
            }
            assertThat(history.count(KafkaFault.MARKER_HIDDEN)).isPositive();
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
            assertThat(history.count(KafkaFault.STALE_END)).isPositive();
        }
    },
    /** While the job is down, retention deletes what it has not read. */
    LOST_RANGE {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.LOST_RANGE).dying(1, 0);
        }
    },
    /** While the job is down, the topic is deleted, created again, and grows beyond the old one. */
    RECREATED_TOPIC {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.RECREATED_TOPIC).dying(1, 0);
        }
    },
    /** While the job is down, a leader is elected that lacks what the job has read. */
    TRUNCATED_LOG {
        @Override
        void run(ShortHistory history) throws Exception {
            history.damaged(LastingDamage.TRUNCATED_LOG).dying(1, 0);
        }
    };

    abstract void run(ShortHistory history) throws Exception;

    private static void lose(ShortHistory history, KafkaFault fault, String request) throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            Duration after = Duration.ofMillis(600 + seed * 500);
            history.arranged(
                    world -> world.kafka.after(after, () -> world.kafka.faults().next(fault, request)));
            history.dying(seed, 0);
        }
        assertThat(history.count(fault)).as("how often %s happened", fault).isEqualTo(6);
    }

    /** Runs the histories; throws what a check found. */
    public void run(Path scratch, UnaryOperator<KafkaClients> defect) throws Exception {
        run(new ShortHistory(scratch, defect));
    }
}

package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.failure.FencedException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Two processes on one checkpoint directory: one of them commits and publishes, the other is told. Planted defect: a lock
 * that is always granted.
 */
class SuccessorIT extends BrokerTest {

    @Test
    void aSecondProcessIsToldWhoHoldsTheDirectoryEvenIfThatOneIsStopped() throws Exception {
        TestBed bed = TestBed.create(broker, "held", directory);
        try (LedgerProducer producer = bed.produce(Seed.drawn());
                JobProcess owner = bed.launch()) {
            owner.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
            owner.pause();
            assertThat(TestBed.failure(bed.job(), bed.log()))
                    .contains("@failed FencedException")
                    .contains(bed.job().checkpoint() + " is in use by process " + owner.pid());
            long commits = owner.count(RunningSumsJob.COMMITTED);
            owner.resume();
            owner.awaitCount(RunningSumsJob.COMMITTED, commits + 5, TestBed.PATIENCE);
            producer.finish();
            bed.finish(owner);
        }
        bed.check();
    }

    /**
     * The lock is gone, as after a clumsy clean-up or on a file system that loses locks: the epoch decides. Planted defect:
     * a driver that restarts its engine without asking whether it was replaced opens sinks and shards that are not its own
     * any more, and blames the disk.
     */
    @Test
    void aStoppedOwnerThatWasSucceededEndsWhenItGoesOn() throws Exception {
        TestBed bed = TestBed.create(broker, "succeeded", directory);
        JobProcess owner = bed.launch();
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            for (int round = 0; round < 3; round++) {
                owner.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
                owner.pause();
                Files.delete(bed.job().checkpoint().resolve("lock"));
                JobProcess successor = bed.launch();
                try (JobProcess succeeded = owner) {
                    owner = successor;
                    successor.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
                    succeeded.resume();
                    assertThat(succeeded.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
                    assertThat(succeeded.output())
                            .contains("@failed FencedException")
                            .contains("epoch");
                }
                successor.awaitCount(
                        RunningSumsJob.COMMITTED, successor.count(RunningSumsJob.COMMITTED) + 3, TestBed.PATIENCE);
            }
            producer.finish();
            bed.finish(owner);
        } finally {
            owner.close();
        }
        bed.check();
    }

    @Test
    void aSecondContextInTheSameProcessIsRefused() throws Exception {
        TestBed bed = TestBed.create(broker, "twice", directory);
        try (StreamingContext first = bed.job().context()) {
            first.start();
            StreamingContext second = bed.job().context();
            assertThatThrownBy(second::start)
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining(bed.job().checkpoint() + " is in use by this process (process "
                            + ProcessHandle.current().pid());
            assertThat(first.state()).isEqualTo(StreamingContext.ContextState.ACTIVE);
        }
    }
}

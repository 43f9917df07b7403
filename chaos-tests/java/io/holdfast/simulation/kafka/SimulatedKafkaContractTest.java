package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The contract as the simulation keeps it. */
class SimulatedKafkaContractTest extends KafkaContract {

    private static final Duration STEP = Duration.ofMillis(1);
    private static final int PATIENCE = 30_000;

    private final ManualTime time = new ManualTime();
    private final SimulatedKafka kafka = new SimulatedKafka(1, time);

    @Override
    KafkaClients clients() {
        return kafka.clients(new Waiting());
    }

    @Override
    String servers() {
        return "simulated";
    }

    @Override
    void createTopic(String topic) {
        kafka.createTopic(topic, 1);
    }

    @Override
    void deleteRecords(TopicPartition from, long before) {
        kafka.log(from).deleteBefore(before);
    }

    @Override
    <T> T answer(KafkaFuture<T> future) throws Exception {
        for (int i = 0; i < PATIENCE && !future.isDone(); i++) {
            time.advance(STEP);
        }
        assertThat(future.isDone()).isTrue();
        return future.get();
    }

    @Override
    void awaitEnd(ThrowingEnd end, long expected) throws Exception {
        for (int i = 0; i < PATIENCE && end.get() != expected; i++) {
            time.advance(STEP);
        }
        assertThat(end.get()).isEqualTo(expected);
    }

    /** A process that only waits: then time goes on. */
    private final class Waiting implements Host, Workers {

        @Override
        public Workers workers() {
            return this;
        }

        @Override
        public void moment(String what) {
            // It never dies.
        }

        @Override
        public void deliver(Runnable answer) {
            answer.run();
        }

        @Override
        public boolean isDead() {
            return false;
        }

        @Override
        public Worker start(String name) {
            throw new UnsupportedOperationException("clients start no workers");
        }

        @Override
        public <T> T await(CompletableFuture<T> future) {
            await(future, Duration.ofMinutes(5));
            return future.join();
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) {
            for (long i = 0; i < atMost.toMillis() && !future.isDone(); i++) {
                time.advance(STEP);
            }
            return future.isDone();
        }
    }
}

package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.HoldfastException;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.testkit.simulation.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A history in which anything may happen at any time, all drawn from one seed: faults of brokers and network, input that
 * comes in every form, deaths, power cuts, standstills with a successor. Safe at all times; and when the faults have
 * stopped, the job must come to the end of its input within a bound.
 */
final class RandomHistory {

    private static final Duration TROUBLE = Duration.ofSeconds(25);
    private static final Duration BOUND = Duration.ofSeconds(240);
    private static final Duration CALM = Duration.ofMillis(9_500);
    /** Each failure costs seconds in these histories: a job that gives up is started again. */
    private static final int RESTARTS = 20;

    private static final List<KafkaFault> BY_CHANCE = List.of(
            KafkaFault.REQUEST_LOST,
            KafkaFault.REPLY_LOST,
            KafkaFault.REQUEST_LATE,
            KafkaFault.EMPTY_METADATA,
            KafkaFault.MISSING_PARTITION,
            KafkaFault.STALE_END,
            KafkaFault.MARKER_HIDDEN);

    private final KafkaWorld world;
    private final SplittableRandom random;
    private final UnaryOperator<KafkaClients> defect;
    private long deaths;
    private long refusals;
    private long standstills;

    RandomHistory(long seed, Path scratch, UnaryOperator<KafkaClients> defect) {
        random = new SplittableRandom(seed);
        world = new KafkaWorld(seed, scratch, 1 + random.nextInt(2));
        this.defect = defect;
    }

    /** Runs it; an error names the seed, which gives the same history again. */
    void run() {
        try {
            trouble();
            world.kafka.faults().stop();
            calm();
            if (random.nextInt(4) == 0) {
                damage(LastingDamage.values()[random.nextInt(LastingDamage.values().length)]);
            }
        } catch (Throwable e) {
            throw new AssertionError("random history of seed " + world.seed + ": " + e, e);
        } finally {
            world.clean();
        }
    }

    KafkaWorld world() {
        return world;
    }

    long deaths() {
        return deaths;
    }

    long standstills() {
        return standstills;
    }

    private void trouble() {
        for (KafkaFault fault : BY_CHANCE) {
            if (random.nextInt(3) == 0) {
                world.kafka.faults().chance(fault, 3 + random.nextInt(60));
            }
        }
        input(0);
        int events = 4 + random.nextInt(12);
        for (int i = 0; i < events; i++) {
            int kind = random.nextInt(10);
            world.kafka.after(within(TROUBLE), () -> event(kind));
        }
        while (world.time.monotonicNanos() < TROUBLE.toNanos()) {
            live();
        }
    }

    private Duration within(Duration limit) {
        return Duration.ofMillis(random.nextLong(limit.toMillis()));
    }

    private void event(int kind) {
        InputTopic input = world.input;
        int partition = random.nextInt(input.partitions());
        TopicPartition place = new TopicPartition(InputTopic.NAME, partition);
        switch (kind) {
            case 0 -> {
                world.kafka.goAway(within(Duration.ofSeconds(12)));
                world.kafka.faults().happened(KafkaFault.BROKER_AWAY);
            }
            case 1 -> {
                world.kafka.log(place).newEpoch();
                world.kafka.faults().happened(KafkaFault.LEADER_MOVED);
            }
            case 2 -> {
                if (input.partitions() < 3) {
                    world.kafka.addPartitions(InputTopic.NAME, input.partitions() + 1);
                    world.kafka.faults().happened(KafkaFault.PARTITION_ADDED);
                }
            }
            case 3 -> {
                long producer = input.open(partition, 1 + random.nextInt(3));
                boolean commit = random.nextBoolean();
                world.kafka.faults().happened(KafkaFault.OPEN_INPUT);
                world.kafka.after(within(Duration.ofSeconds(15)), () -> input.end(partition, producer, commit));
            }
            default -> input(partition);
        }
    }

    private void input(int partition) {
        int pieces = 1 + random.nextInt(4);
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(3) > 0) {
                world.input.write(partition, 1 + random.nextInt(3));
            } else {
                world.input.transaction(partition, random.nextInt(4), random.nextBoolean());
            }
        }
    }

    /** One process, and what becomes of it. */
    private void live() {
        KafkaLife life = new KafkaLife(world).stopAfter(within(TROUBLE));
        long moment = 1 + random.nextLong(900);
        switch (random.nextInt(4)) {
            case 0 -> life.dieAt(moment);
            case 1 ->
                life.freezeAt(moment, () -> {
                    standstills++;
                    world.beside();
                    run(new KafkaLife(world).stopAfter(within(Duration.ofSeconds(8))));
                });
            default -> {}
        }
        run(life);
        if (random.nextBoolean()) {
            world.reboot();
        } else {
            world.powerCut(random::nextInt);
        }
        new SumsModel(world).checkPrefixes();
        world.time.advance(within(Duration.ofSeconds(2)));
    }

    private @Nullable Throwable run(KafkaLife life) {
        Throwable end = life.defect(defect).run(SumsJob.options(1 + random.nextInt(12), RESTARTS));
        if (end instanceof SimulatedCrash) {
            deaths++;
        } else if (end instanceof HoldfastException) {
            refusals++;
        } else if (end != null) {
            throw new AssertionError("the process ended: " + end, end);
        }
        return end;
    }

    private void calm() {
        long begun = world.time.monotonicNanos();
        Throwable end;
        do {
            end = run(new KafkaLife(world).stopAfter(CALM));
            world.reboot();
            new SumsModel(world).checkPrefixes();
            world.time.advance(Duration.ofSeconds(2));
            if (world.time.monotonicNanos() - begun > BOUND.toNanos()) {
                throw new AssertionError("no progress within " + BOUND + " after the faults stopped: " + end, end);
            }
        } while (end != null || !isComplete());
        new SumsModel(world).checkComplete();
    }

    /** Late transactions of the input may still be open. */
    private boolean isComplete() {
        return world.time.monotonicNanos()
                        > TROUBLE.toNanos() + Duration.ofSeconds(15).toNanos()
                && world.batches.positions(SumsJob.SOURCE).equals(world.input.ends());
    }

    /** Some of what the job has read, or has yet to read, is gone for good. */
    private void damage(LastingDamage damage) {
        world.input.write(0, 6);
        Throwable ended = run(new KafkaLife(world).stopAfter(CALM));
        assertThat(ended).isNull();
        world.reboot();
        damage.apply(world);
        Throwable end = run(new KafkaLife(world).stopAfter(CALM));
        new SumsModel(world).checkPrefixes();
        assertThat(end).isInstanceOf(HoldfastException.class).hasMessageContaining(damage.refusal());
    }

    long refusals() {
        return refusals;
    }
}

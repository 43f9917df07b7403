package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.FencedException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A history of a few batches: a first process that stops in good order, or dies or stands still at some moment, and
 * others that read the input to its end. The input has a gap of every kind at the beginning, in the middle and at the
 * end.
 */
final class ShortHistory {

    private static final Duration FIRST = Duration.ofMillis(4_500);
    private static final Duration BESIDE = Duration.ofMillis(2_500);
    private static final Duration OVERSLEPT = Duration.ofSeconds(70);
    private static final Duration REST = Duration.ofMillis(9_500);
    private static final int RECORDS_PER_BATCH = 6;
    private static final int RESTARTS = 20;
    private static final int ATTEMPTS = 8;

    private final Path scratch;
    private final UnaryOperator<KafkaClients> defect;
    private Consumer<KafkaWorld> arranged = world -> {};
    private Consumer<KafkaWorld> between = world -> {};
    private @Nullable String refusal;
    private final Map<KafkaFault, Integer> faults = new EnumMap<>(KafkaFault.class);
    private long histories;
    private long deaths;
    private long closed;
    private long batches;
    private long steps;

    ShortHistory(Path scratch, UnaryOperator<KafkaClients> defect) {
        this.scratch = scratch;
        this.defect = defect;
    }

    /** Prepares each world before anything runs, such as with faults. */
    ShortHistory arranged(Consumer<KafkaWorld> newArranged) {
        arranged = newArranged;
        return this;
    }

    /** What happens between the first process and the second, which must then refuse to go on. */
    ShortHistory damaged(LastingDamage damage) {
        between = damage::apply;
        refusal = damage.refusal();
        return this;
    }

    /** What happens under the first process, which must seal nothing of it; no process may go on. */
    ShortHistory damaged(LastingDamage damage, Duration after) {
        arranged = world -> world.kafka.after(after, () -> damage.apply(world));
        refusal = damage.refusal();
        return this;
    }

    private KafkaWorld world(long seed) {
        KafkaWorld world = new KafkaWorld(seed, scratch, 2);
        InputTopic input = world.input;
        input.transaction(0, 2, false);
        input.write(0, 4);
        input.transaction(0, 2, true);
        input.transaction(1, 3, true);
        input.transaction(1, 0, true);
        input.compact(1, 0);
        input.write(1, 1);
        input.transaction(1, 2, false);
        input.write(1, 2);
        world.time.after(Duration.ofMillis(2_200), () -> {
            input.write(0, 2);
            input.transaction(0, 1, false);
            input.transaction(1, 2, true);
        });
        arranged.accept(world);
        return world;
    }

    /** How many moments the first process has, if nothing happens to it. */
    long moments(long seed) throws Exception {
        KafkaWorld world = world(seed);
        KafkaLife life = new KafkaLife(world).stopAfter(FIRST);
        run(world, life);
        world.clean();
        return life.moments();
    }

    /** The first process dies at this moment; 0 for none. */
    void dying(long seed, long at) throws Exception {
        check(seed, "death at " + at, world -> {
            run(world, new KafkaLife(world).dieAt(at).stopAfter(FIRST));
            end(world, at);
        });
    }

    /** The first process stands still at this moment, while a second one takes over and works. */
    void frozen(long seed, long at) throws Exception {
        check(seed, "frozen at " + at, world -> {
            KafkaLife first = new KafkaLife(world).stopAfter(FIRST);
            first.freezeAt(at, () -> {
                world.beside();
                supervise(world, BESIDE);
            });
            run(world, first);
            world.reboot();
        });
    }

    /** The first process stands still at this moment, alone, for longer than a transaction lives. */
    void overslept(long seed, long at) throws Exception {
        check(seed, "overslept at " + at, world -> {
            KafkaLife first = new KafkaLife(world).stopAfter(FIRST);
            first.freezeAt(at, () -> {
                world.time.advance(OVERSLEPT);
                first.stopAfter(FIRST);
            });
            run(world, first);
            world.reboot();
        });
    }

    private interface Beginning {
        void of(KafkaWorld world) throws Exception;
    }

    private void check(long seed, String what, Beginning beginning) throws Exception {
        KafkaWorld world = world(seed);
        try {
            beginning.of(world);
            between.accept(world);
            SumsModel model;
            if (refusal == null) {
                supervise(world, REST);
                model = new SumsModel(world);
                model.checkComplete();
            } else {
                Throwable end = run(world, new KafkaLife(world).stopAfter(REST));
                model = new SumsModel(world);
                model.checkPrefixes();
                assertThat(end).isInstanceOf(HoldfastException.class).hasMessageContaining(refusal);
            }
            closed += model.closed();
            batches += world.batches.manifests().size();
            histories++;
            world.kafka.faults().counts().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ", " + what + ": " + e, e);
        } finally {
            world.clean();
        }
    }

    private static void end(KafkaWorld world, long choice) {
        switch ((int) (choice % 4)) {
            case 0 -> world.reboot();
            case 1 -> world.powerCut(SimulatedStorage.LOSE_ALL);
            case 2 -> world.powerCut(SimulatedStorage.KEEP_ALL);
            default -> world.powerCut(new SplittableRandom(choice)::nextInt);
        }
    }

    /** Starts processes until one stops in good order, as whoever watches over a job does. */
    private void supervise(KafkaWorld world, Duration duration) {
        Throwable end = run(world, new KafkaLife(world).stopAfter(duration));
        for (int attempt = 1; end != null && attempt < ATTEMPTS; attempt++) {
            world.time.advance(Duration.ofSeconds(5));
            world.reboot();
            end = run(world, new KafkaLife(world).stopAfter(duration));
        }
        if (end != null) {
            throw new AssertionError("the job does not get going: " + end, end);
        }
    }

    /** Returns what ended the process, if that is something a supervisor may see. */
    private @Nullable Throwable run(KafkaWorld world, KafkaLife life) {
        Throwable end = life.defect(defect).run(SumsJob.options(RECORDS_PER_BATCH, RESTARTS));
        steps += life.steps();
        if (end instanceof SimulatedCrash) {
            deaths++;
        } else if (end != null && !(end instanceof HoldfastException)) {
            throw new AssertionError("the process ended: " + end, end);
        }
        assertThat(end instanceof FencedException && !life.wasFrozen())
                .as("fenced without a successor")
                .isFalse();
        return end;
    }

    /** How often a fault happened in all histories together. */
    int count(KafkaFault fault) {
        return faults.getOrDefault(fault, 0);
    }

    long deaths() {
        return deaths;
    }

    long histories() {
        return histories;
    }

    @Override
    public String toString() {
        return histories + " histories with " + deaths + " deaths, " + batches + " batches, " + closed
                + " accounts closed, " + steps + " steps, faults " + faults;
    }
}

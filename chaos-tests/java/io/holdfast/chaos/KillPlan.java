package io.holdfast.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** When to kill, drawn from a seed: how often each phase is aimed at is fixed, order and moments are random. */
final class KillPlan {

    private KillPlan() {}

    /** What a kill is aimed at. */
    enum Aim {
        /** A while after launch, ready or not. */
        STARTUP(1_500),
        /** As soon as the job is ready: takeover and recovery of the sinks have just happened. */
        READY(60),
        /** In the middle of it, some time after a first batch. */
        RUNNING(3_000),
        /** While a batch file is on its way. */
        COMMIT(3),
        /** While a snapshot is being stored. */
        SNAPSHOT(15),
        /** While the file sink writes. */
        PUBLISH(3),
        /** As soon as retention has deleted a batch file: what only that batch reached is to follow. */
        PRUNE(3);

        private final int delayMillisMax;

        Aim(int delayMillisMax) {
            this.delayMillisMax = delayMillisMax;
        }

        /** Whether the job must have committed a batch in this life before it is killed. */
        boolean needsProgress() {
            return this != STARTUP && this != READY;
        }
    }

    /** The delay counts from when the aim is reached. */
    record Moment(Aim aim, Duration delay) {}

    static List<Moment> draw(Map<Aim, Integer> counts, Random random) {
        List<Moment> moments = new ArrayList<>();
        counts.forEach((aim, count) -> {
            for (int i = 0; i < count; i++) {
                moments.add(moment(aim, random));
            }
        });
        Collections.shuffle(moments, random);
        return moments;
    }

    /** One moment, each aim as likely as any other. */
    static Moment draw(Random random) {
        return moment(Aim.values()[random.nextInt(Aim.values().length)], random);
    }

    private static Moment moment(Aim aim, Random random) {
        return new Moment(aim, Duration.ofMillis(random.nextInt(aim.delayMillisMax + 1)));
    }
}

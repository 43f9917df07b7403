package io.holdfast.testkit;

import io.holdfast.testkit.simulation.SimulatedStorage;
import java.util.SplittableRandom;

/** How a process ends, and what becomes of what it had not synced. */
enum Fate {
    KILLED("the process was killed; the machine went on, so nothing was lost") {
        @Override
        void befall(World world, long seed) {
            world.endProcess();
        }
    },
    LOSES_ALL("the power failed; all that was not synced was lost") {
        @Override
        void befall(World world, long seed) {
            world.cutPower(SimulatedStorage.LOSE_ALL);
        }
    },
    LOSES_SOME("the power failed; of what was not synced, a part was lost") {
        @Override
        void befall(World world, long seed) {
            world.cutPower(new SplittableRandom(seed)::nextInt);
        }
    };

    private final String words;

    Fate(String words) {
        this.words = words;
    }

    abstract void befall(World world, long seed);

    @Override
    public String toString() {
        return words;
    }
}

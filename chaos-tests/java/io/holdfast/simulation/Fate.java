package io.holdfast.simulation;

import io.holdfast.testkit.simulation.SimulatedStorage;
import java.util.SplittableRandom;

/** What the end of a process does to what it had not synced. */
enum Fate {
    /** The operating system goes on: nothing is lost. */
    KILLED {
        @Override
        void befall(World world, long seed) {
            world.reboot();
        }
    },
    /** The power is cut, and all that can be lost is. */
    LOSES_ALL {
        @Override
        void befall(World world, long seed) {
            world.powerCut(SimulatedStorage.LOSE_ALL);
        }
    },
    /** The power is cut, and what becomes of each file and each name is drawn. */
    LOSES_SOME {
        @Override
        void befall(World world, long seed) {
            world.powerCut(new SplittableRandom(seed)::nextInt);
        }
    };

    abstract void befall(World world, long seed);
}

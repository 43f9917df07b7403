package io.holdfast.source.generator;

import java.util.random.RandomGenerator;

/**
 * SplitMix64, started anew for each offset, so that a record depends on its place alone. One object serves a whole
 * range. Not thread-safe.
 */
final class OffsetRandom implements RandomGenerator {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long base;
    private long state;

    OffsetRandom(long seed, int split) {
        base = mix(mix(seed) + split * GOLDEN_GAMMA);
    }

    /** The start is mixed: the sequences of neighbouring offsets must not be shifted copies of each other. */
    void moveTo(long offset) {
        state = mix(base + offset * GOLDEN_GAMMA);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

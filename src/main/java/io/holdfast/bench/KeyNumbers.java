package io.holdfast.bench;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/** Draws keys by their numbers, from 0. Thread-safe. */
interface KeyNumbers extends Serializable {

    long next(RandomGenerator random);

    /** Each of so many as likely as any other. */
    static KeyNumbers uniform(long keys) {
        return random -> random.nextLong(keys);
    }
}

package io.holdfast.checkpoint;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Random names of one process; never the same twice. Used by one thread at a time. */
final class Nonces {

    private final String process;
    private long used;

    Nonces(RandomGenerator random) {
        process = HexFormat.of().toHexDigits(random.nextLong());
    }

    String next() {
        return process + "." + used++;
    }
}

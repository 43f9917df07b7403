package io.holdfast.chaos;

import java.security.SecureRandom;

/** Where the randomness of a run comes from: {@code -Dholdfast.seed=N}, or drawn anew; printed in any case. */
final class Seed {

    private Seed() {}

    static long drawn() {
        String given = System.getProperty("holdfast.seed");
        long seed = given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : Long.parseLong(given);
        System.out.println("seed " + seed + " (again with -Dholdfast.seed=" + seed + ")");
        return seed;
    }
}

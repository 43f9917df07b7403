package io.holdfast.simulation;

import java.util.SplittableRandom;

/**
 * One thing that goes wrong in one process of a history.
 *
 * @param life the process, from 0
 * @param kind what goes wrong
 * @param at when: counted in what the kind counts
 * @param detail what the kind makes of it: a seed, a number of times, milliseconds
 */
record Fault(int life, Kind kind, long at, long detail) {

    private static final int MOMENTS = 600;
    private static final int OPERATIONS = 220;
    private static final int RECORDS = 10;
    private static final int STORES = 6;
    private static final int HOUR_MILLIS = 3_600_000;

    /** What can go wrong. */
    enum Kind {
        /** The process is killed at a moment. */
        DEATH(MOMENTS),
        /** The power is cut at a moment; what is not synced has the fate that the detail draws. */
        POWER_CUT(MOMENTS),
        /** An operation of the storage fails, without effect. */
        OPERATION_FAILS(OPERATIONS),
        /** From an operation on, all fail. */
        STORAGE_FAILS(OPERATIONS),
        /** An operation takes effect, but reports a failure. */
        REPLY_LOST(OPERATIONS),
        /** From an operation on the disk takes nothing more, until the process has ended. */
        DISK_FULL(OPERATIONS),
        /** After an operation, a listing is as it was before, or lacks its newest name. */
        LISTING_STALE(OPERATIONS / 4),
        /** Reading a record fails, as often as the detail says. */
        SOURCE_FAILS(RECORDS),
        /** Code of the job fails at a record, as often as the detail says. */
        CODE_FAILS(RECORDS),
        /** The target refuses to store, once. */
        SINK_FAILS(STORES),
        /** The target stores, but its answer does not arrive. */
        SINK_REPLY_LOST(STORES),
        /** The wall clock jumps by the detail. */
        CLOCK_JUMPS(MOMENTS),
        /** The wall clock stands still all the time. */
        CLOCK_FROZEN(1),
        /** The lock is lost, another process takes over, and both run on, interleaved as the detail draws. */
        SUCCESSOR(MOMENTS),
        /** From a record on, reading one takes as many milliseconds as the detail says, so that batches are cut. */
        READING_SLOW(RECORDS);

        private final int range;

        Kind(int range) {
            this.range = range;
        }
    }

    /** A process has one successor at a time. */
    boolean excludes(Fault other) {
        return kind == Kind.SUCCESSOR && other.kind == Kind.SUCCESSOR && life == other.life;
    }

    static Fault draw(int life, Kind kind, SplittableRandom random) {
        long detail =
                switch (kind) {
                    case SOURCE_FAILS, CODE_FAILS -> 1 + random.nextInt(5);
                    case READING_SLOW -> 100 + random.nextInt(900);
                    case CLOCK_JUMPS -> random.nextInt(-6 * HOUR_MILLIS, 6 * HOUR_MILLIS);
                    default -> random.nextInt(1_000_000);
                };
        return new Fault(life, kind, 1 + random.nextInt(kind.range), detail);
    }
}

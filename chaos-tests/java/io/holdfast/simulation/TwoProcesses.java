package io.holdfast.simulation;

import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;

/**
 * Two simulated processes at once, each on a thread of its own, of which one runs at a time: at each moment of either, the
 * seed decides who goes on.
 */
final class TwoProcesses {

    /** How rarely a process hands over: from step by step to one that sleeps until the other has ended. */
    private static final int[] HAND_OVER_ONE_IN = {2, 4, 50, 5_000};

    private final SplittableRandom random;
    private final int[] handOverOneIn;
    private final Semaphore[] turns = {new Semaphore(0), new Semaphore(0)};
    private boolean begun;
    private boolean ended;

    TwoProcesses(long seed) {
        random = new SplittableRandom(seed);
        handOverOneIn = new int[] {pace(), pace()};
    }

    private int pace() {
        return HAND_OVER_ONE_IN[random.nextInt(HAND_OVER_ONE_IN.length)];
    }

    /** Starts the second process; called by the first, which keeps its turn. */
    void begin(Runnable second) {
        begun = true;
        Thread thread = new Thread(
                () -> {
                    turns[1].acquireUninterruptibly();
                    try {
                        second.run();
                    } finally {
                        ended = true;
                        turns[0].release();
                    }
                },
                "second-process");
        thread.setDaemon(true);
        thread.start();
    }

    /** A moment of one of the two. */
    void pass(int process) {
        if (begun && !ended && random.nextInt(handOverOneIn[process]) == 0) {
            handOver(process);
        }
    }

    private void handOver(int process) {
        turns[1 - process].release();
        turns[process].acquireUninterruptibly();
    }

    /** The first process has ended: the second goes on alone, to its end. */
    void finish() {
        while (begun && !ended) {
            handOver(0);
        }
    }
}

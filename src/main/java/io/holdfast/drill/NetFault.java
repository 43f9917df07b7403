package io.holdfast.drill;

import io.holdfast.drill.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The connections between the job and its brokers fail, and then all is well again. The job goes on by itself: its process is
 * not touched.
 */
record NetFault(Disturbance disturbance, SplittableRandom random) implements Fault {

    private static final int LASTS_MILLIS_MIN = 500;
    private static final int LASTS_MILLIS_MAX = 4_000;
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** What happens to all connections at once. */
    enum Disturbance {
        /** Reset, again and again. */
        CUT,
        /** Requests do not arrive. */
        REQUESTS_HELD,
        /** What requests have done is not reported. */
        RESPONSES_HELD,
        /** Open, and silent; what they held is lost with them in the end. */
        BLACK_HOLE,
        /** Everything is late. */
        SLOW
    }

    @Override
    public FaultKind kind() {
        return FaultKind.NET;
    }

    @Override
    public FaultPoint inject(RunningJob job, Scene scene) throws Exception {
        Network network = Objects.requireNonNull(scene.network(), "a drill with this fault has a network");
        Child child = job.child();
        long batch = scene.newestBatch();
        long nanos = job.time().monotonicNanos();
        Instant at = job.now();
        long hits = disturb(network, child, job);
        RunningJob.Recovery recovery = job.awaitNextBatch(nanos);
        String aim = disturbance.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return scene.point(
                kind(), aim, at, nanos, batch, hits > 0, recovery, hits > 0 ? "" : "no connection was in use");
    }

    /** Returns how many connections were cut, or frames held or delayed. */
    private long disturb(Network network, Child child, RunningJob job) throws InterruptedException {
        Duration lasts = Duration.ofMillis(random.nextInt(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX));
        long before = waited(network);
        long cut = 0;
        begin(network);
        long end = job.time().monotonicNanos() + lasts.toNanos();
        while (job.time().monotonicNanos() < end && !child.endsWithin(LOOK)) {
            cut += disturbance == Disturbance.CUT ? network.cut() : 0;
        }
        if (disturbance == Disturbance.BLACK_HOLE) {
            cut += network.cut();
        }
        network.release();
        return waited(network) - before + cut;
    }

    private void begin(Network network) {
        switch (disturbance) {
            case CUT -> {}
            case REQUESTS_HELD -> network.toBrokers().hold();
            case RESPONSES_HELD -> network.toClients().hold();
            case BLACK_HOLE -> {
                network.toBrokers().hold();
                network.toClients().hold();
            }
            case SLOW -> {
                network.toBrokers().delay(DELAY);
                network.toClients().delay(DELAY);
            }
        }
    }

    private static long waited(Network network) {
        return network.toBrokers().heldChunks()
                + network.toBrokers().delayedChunks()
                + network.toClients().heldChunks()
                + network.toClients().delayedChunks();
    }
}

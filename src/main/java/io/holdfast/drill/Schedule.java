package io.holdfast.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which faults come when: spread over the whole drill, in an order and at moments drawn from a seed. */
final class Schedule {

    /** One other fault for so many kills. */
    private static final int KILLS_PER_OTHER = 10;

    private final SplittableRandom random;
    private final List<Fault> faults = new ArrayList<>();

    Schedule(DrillOptions options) {
        random = new SplittableRandom(options.seed());
        if (options.faults().contains(FaultKind.KILL)) {
            List<Aim> aims = List.of(Aim.values());
            for (int i = 0; i < options.kills(); i++) {
                faults.add(new KillFault(aims.get(i % aims.size()), random.split()));
            }
        }
        for (int i = 0; i < Math.max(1, options.kills() / KILLS_PER_OTHER); i++) {
            if (options.faults().contains(FaultKind.STOP)) {
                faults.add(new StopFault());
            }
            if (options.faults().contains(FaultKind.DISK_FULL)) {
                faults.add(new DiskFullFault());
            }
            if (options.faults().contains(FaultKind.NET)) {
                NetFault.Disturbance[] all = NetFault.Disturbance.values();
                faults.add(new NetFault(all[i % all.length], random.split()));
            }
        }
        shuffle();
    }

    private void shuffle() {
        for (int i = faults.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            faults.set(i, faults.set(other, faults.get(i)));
        }
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** How long after the start a fault is due, if there is so much time for all. */
    Duration due(int fault, Duration all) {
        double slot = (fault + 0.3 + 0.4 * random.nextDouble()) / faults.size();
        return Duration.ofNanos((long) (all.toNanos() * slot));
    }
}

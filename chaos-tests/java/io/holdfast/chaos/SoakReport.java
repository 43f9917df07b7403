package io.holdfast.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What happened in a soak: progress while it runs, a summary at its end. */
final class SoakReport {

    private final long startNanos = System.nanoTime();
    private final int killsPlanned;
    private final Map<SoakFault, Integer> faults = new EnumMap<>(SoakFault.class);
    private final KillReport kills = new KillReport();
    private final List<Vitals> early = new ArrayList<>();
    private final List<Vitals> late = new ArrayList<>();

    SoakReport(int killsPlanned) {
        this.killsPlanned = killsPlanned;
    }

    KillReport kills() {
        return kills;
    }

    Map<SoakFault, Integer> faults() {
        return faults;
    }

    void injected(SoakFault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** A process early in its life, and the same one later. */
    void vitals(Vitals first, Vitals second) {
        early.add(first);
        late.add(second);
    }

    List<Vitals> early() {
        return early;
    }

    List<Vitals> late() {
        return late;
    }

    String progress(long checked) {
        int done = kills.kills().size();
        long left = done == 0 ? 0 : elapsed().toSeconds() * Math.max(0, killsPlanned - done) / done;
        return "soak: %d of %d kills after %s, %d an hour, about %s to go; %d sums exact; faults %s; %s; %s"
                .formatted(
                        done,
                        killsPlanned,
                        rounded(elapsed()),
                        done * 3600L / Math.max(1, elapsed().toSeconds()),
                        rounded(Duration.ofSeconds(left)),
                        checked,
                        faults,
                        kills.phases(),
                        kills.recoveries());
    }

    private static Duration rounded(Duration time) {
        return Duration.ofSeconds(time.toSeconds());
    }

    String summary(long checked, long batches) {
        return """
                SOAK: the sequences of all keys are exact, in the topic and in the files
                  %d kills took effect in %s; %d sums checked in each output, %d batches
                  faults      %s
                  kills hit   %s
                  recovery    %s
                  threads     %s
                  descriptors %s
                  RSS, MB     %s
                  files       %s"""
                .formatted(
                        kills.kills().size(),
                        rounded(elapsed()),
                        checked,
                        batches,
                        faults,
                        kills.phases(),
                        kills.recoveries(),
                        trend(Vitals::threads),
                        trend(Vitals::descriptors),
                        trend(Vitals::residentMegabytes),
                        trend(Vitals::checkpointFiles));
    }

    private String trend(ToLongFunction<Vitals> vital) {
        return "early in a life, by age of the directory " + values(early, vital) + ", later in it "
                + values(late, vital);
    }

    static List<Long> values(List<Vitals> vitals, ToLongFunction<Vitals> vital) {
        return vitals.stream().map(vital::applyAsLong).toList();
    }
}

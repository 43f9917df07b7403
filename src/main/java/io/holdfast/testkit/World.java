package io.holdfast.testkit;

import io.holdfast.testkit.simulation.ManualTime;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What outlives the processes of a job: the disk, the clock, what the sources have, what was published. The clock stands still but
 * between steps; in each step the job runs at most one batch.
 */
final class World {

    private final Map<String, InputLog> inputs;
    private final RecordCopies records;
    private final ManualTime clock = new ManualTime();
    private final TreeMap<String, Target> targets = new TreeMap<>();
    private SimulatedStorage disk;
    private int step;

    /** A new one. */
    World() {
        this(new TreeMap<>(), new RecordCopies(), new SimulatedStorage());
    }

    private World(Map<String, InputLog> inputs, RecordCopies records, SimulatedStorage disk) {
        this.inputs = inputs;
        this.records = records;
        this.disk = disk;
    }

    /** The world as it is at this moment, without its processes. What the sources have is shared: it only ever grows. */
    World copy() {
        World copy = new World(inputs, records, disk.copyOfDisk());
        copy.clock.advance(Duration.ofNanos(clock.monotonicNanos()));
        copy.step = step;
        targets.forEach((sink, target) -> copy.targets.put(sink, target.copy()));
        return copy;
    }

    ManualTime clock() {
        return clock;
    }

    SimulatedStorage disk() {
        return disk;
    }

    RecordCopies records() {
        return records;
    }

    /** What the tests give to sources, by name: these do not read what they read in production. */
    Map<String, InputLog> inputs() {
        return inputs;
    }

    Target target(String sink) {
        return targets.computeIfAbsent(sink, Target::new);
    }

    int step() {
        return step;
    }

    /** Begins the next step, at a later time. */
    void nextStep(Duration later) {
        step++;
        clock.advance(later);
    }

    /** The process has ended, or is killed; the machine goes on. */
    void endProcess() {
        disk = disk.reboot();
    }

    /** The power is cut: what was not synced has one of its possible fates. */
    void cutPower(IntUnaryOperator fate) {
        disk = disk.powerCut(fate);
    }

    /** Goes up with each change of what outlives a process, other than time. */
    long changes() {
        return disk.changes()
                + targets.values().stream().mapToLong(Target::changes).sum();
    }

    /** Equal for worlds in which a process cannot tell where it is. */
    String digest() {
        MessageDigest digest = sha256();
        disk.digest(digest);
        digest.update((step + " " + targets.values()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

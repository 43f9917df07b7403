package io.holdfast.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.Workers;
import io.holdfast.driver.Driver;
import io.holdfast.testkit.simulation.FileSystemKind;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What outlives a simulated process: the disk, the wall clock, and what an observer of the disk has seen. */
public final class World {

    private static final AtomicLong WORLDS = new AtomicLong();

    /** For working copies; no other world uses it. */
    public final Path scratch;

    private final Past past;
    private final IdentityHashMap<Workers, Life> lives = new IdentityHashMap<>();
    private SimulatedStorage disk;
    private long wallMillis;
    private int lifeCount;

    static {
        // Thousands of planned deaths, and what they leave lying about, are no news.
        ((Logger) LoggerFactory.getLogger(Driver.class)).setLevel(Level.OFF);
        ((Logger) LoggerFactory.getLogger(Checkpoint.class.getPackageName())).setLevel(Level.OFF);
    }

    /** A world of its own in a directory that it may share with others. */
    public World(Path directory) {
        this(directory, FileSystemKind.LOCAL);
    }

    /** The same, with a disk of either kind. */
    public World(Path directory, FileSystemKind kind) {
        this(newDirectory(directory), new Past(), new SimulatedStorage(kind));
    }

    private World(Path scratch, Past past, SimulatedStorage disk) {
        this.scratch = scratch;
        this.past = past;
        this.disk = disk;
    }

    private static Path newDirectory(Path parent) {
        return parent.resolve("world-" + WORLDS.incrementAndGet());
    }

    /**
     * This world as it is at this moment, without its processes.
     *
     * @param livedMillis how long the process that runs has lived
     */
    World copy(long livedMillis) {
        World copy =
                new World(newDirectory(Objects.requireNonNull(scratch.getParent())), past.copy(), disk.copyOfDisk());
        copy.wallMillis = wallMillis + livedMillis;
        copy.lifeCount = lifeCount;
        return copy;
    }

    /** Removes what dead processes left of their working copies. */
    public void clean() throws IOException {
        if (!Files.exists(scratch)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(scratch)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    public Past past() {
        return past;
    }

    /** The view of the process that runs, or of the next one. */
    public SimulatedStorage disk() {
        return disk;
    }

    /** How far wall-clock time has come since the beginning of the world. */
    public long wallMillis() {
        return wallMillis;
    }

    public void wallMillis(long millis) {
        wallMillis = millis;
    }

    public int born(Life life, Workers workers) {
        lives.put(workers, life);
        return lifeCount++;
    }

    public Life lifeOf(Workers workers) {
        return Objects.requireNonNull(lives.get(workers));
    }

    /** Ends whatever process there is; with a fate, the power is cut too. */
    public void reboot() {
        disk = disk.reboot();
        past.survived(disk);
    }

    public void powerCut(IntUnaryOperator fate) {
        disk = disk.powerCut(fate);
        past.survived(disk);
    }

    /** Another process beside the one that runs; the lock of that one is lost. */
    public SimulatedStorage beside() {
        disk.releaseLocks();
        disk = disk.newProcess();
        return disk;
    }

    public static Object decoded(Types types, BytesReader record) {
        Object value = types.decode(record);
        return value == null ? "null" : value;
    }
}

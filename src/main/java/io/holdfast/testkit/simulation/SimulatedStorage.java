package io.holdfast.testkit.simulation;

import io.holdfast.failure.FencedException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageLock;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan.Operation;
import io.holdfast.testkit.simulation.SimulatedDisk.FileNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * One process's view of a simulated disk: see {@link SimulatedDisk} for what the disk may lose. Deterministic. Fault plans
 * run outside of its lock, so that they may act as other processes.
 */
public final class SimulatedStorage implements Storage {

    /** Power cuts: all that can be lost is lost. */
    public static final IntUnaryOperator LOSE_ALL = outcomes -> 0;

    /** Power cuts: all that can survive survives. */
    public static final IntUnaryOperator KEEP_ALL = outcomes -> outcomes - 1;

    /** Operations that leave the disk as it is. */
    private static final Set<String> READING = Set.of("open", "read", "list", "directories", "takeOut", "flush");

    private final SimulatedDisk disk;
    private FaultPlan faults = FaultPlan.NONE;
    private long operations;
    private boolean dead;

    private SimulatedStorage(SimulatedDisk disk) {
        this.disk = disk;
    }

    /** The first process on a new disk. */
    public SimulatedStorage() {
        this(FileSystemKind.LOCAL);
    }

    /** The same, of either kind. */
    public SimulatedStorage(FileSystemKind kind) {
        this(new SimulatedDisk(kind));
    }

    /** A process on a disk that is in the state of this one, and from now on apart from it. */
    public SimulatedStorage copyOfDisk() {
        return new SimulatedStorage(disk.copy());
    }

    /** Another process on the same disk, while this one lives on: as when it hangs, or two are started by mistake. */
    public SimulatedStorage newProcess() {
        return new SimulatedStorage(disk);
    }

    /** Kills this process and starts another; the operating system goes on, so nothing is lost. */
    public SimulatedStorage reboot() {
        kill();
        return newProcess();
    }

    /** The process is dead: all its operations fail, its locks are free. */
    public void kill() {
        dead = true;
        releaseLocks();
    }

    /** Frees the locks of this process, which lives on: what a network file system may do to one that hangs. */
    public void releaseLocks() {
        disk.locks().values().removeIf(holder -> holder == this);
    }

    /**
     * Kills this process and cuts the power. The fate of whatever is not synced is chosen among a number of outcomes, from
     * lost (0) to kept (the last): {@link #LOSE_ALL}, {@link #KEEP_ALL}, or {@code new SplittableRandom(seed)::nextInt};
     * not a {@link java.util.Random}, whose first numbers hardly differ between small seeds.
     */
    public SimulatedStorage powerCut(IntUnaryOperator fate) {
        kill();
        disk.losePower(fate);
        return newProcess();
    }

    /** What happens to the operations of this process from now on. */
    public SimulatedStorage faults(FaultPlan plan) {
        faults = plan;
        return this;
    }

    /** How many bytes the disk holds. */
    public SimulatedStorage capacity(long bytes) {
        disk.capacity(bytes);
        return this;
    }

    /** Goes up with each operation that may have changed the disk, whichever process asked for it. */
    public long changes() {
        return disk.changes();
    }

    /** Feeds all names and contents, in order, to a digest. */
    public void digest(MessageDigest digest) {
        disk.digest(digest);
    }

    /** How many operations this process began. */
    public long operations() {
        return operations;
    }

    /** The content of a file, whatever is planned for this process. */
    public byte[] content(String path) throws IOException {
        return disk.file(path).copy();
    }

    /** Damages a file: flips one bit. Flipping it again mends it. */
    public void flipBit(String path, int position, int bit) throws IOException {
        disk.file(path).flipBit(position, bit);
    }

    /** Damages a file: cuts it off. */
    public void cut(String path, int size) throws IOException {
        disk.file(path).cut(size);
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private <T> T perform(String name, String path, Action<T> action) throws IOException {
        SimulatedDisk.parts(path);
        Operation operation = new Operation(++operations, name, path);
        live();
        try {
            faults.before(operation);
            live();
            T result = action.run();
            if (!READING.contains(name)) {
                disk.changed();
            }
            faults.after(operation);
            return result;
        } catch (SimulatedCrash e) {
            kill();
            throw e;
        }
    }

    private void live() {
        if (dead) {
            throw new SimulatedCrash("this process is dead");
        }
    }

    @Override
    public String location() {
        return "simulated";
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        perform("createDirectories", directory, () -> {
            disk.makeDirectories(directory);
            return true;
        });
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        return perform("create", path, () -> new Output(path, disk.create(path)));
    }

    @Override
    public StorageInput open(String path) throws IOException {
        return perform("open", path, () -> new Input(path, disk.file(path)));
    }

    @Override
    public boolean publish(String from, String to) throws IOException {
        return perform("publish", to, () -> disk.publish(from, to));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        perform("syncDirectory", directory, () -> {
            disk.syncDirectory(directory);
            return true;
        });
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        return perform("list", directory, () -> disk.list(directory));
    }

    @Override
    public List<String> directories(String directory) throws IOException {
        return perform("directories", directory, () -> disk.directories(directory));
    }

    @Override
    public void delete(String path) throws IOException {
        perform("delete", path, () -> {
            disk.delete(path);
            return true;
        });
    }

    @Override
    public void bringIn(Path local, String to) throws IOException {
        byte[] bytes = Files.readAllBytes(local);
        perform("bringIn", to, () -> {
            disk.reserve(bytes.length);
            FileNode file = disk.create(to);
            file.append(bytes, 0, bytes.length);
            file.sync();
            return true;
        });
    }

    @Override
    public boolean takeOut(String from, Path local) throws IOException {
        byte[] bytes = perform("takeOut", from, () -> disk.file(from).copy());
        Files.write(local, bytes, StandardOpenOption.CREATE_NEW);
        return true;
    }

    @Override
    public StorageLock lock(String path) throws IOException {
        return perform("lock", path, () -> {
            SimulatedStorage holder = disk.locks().putIfAbsent(path, this);
            if (holder != null) {
                throw new FencedException("simulated is in use by another process: wait until that process has ended,"
                        + " or stop it, and start again");
            }
            if (disk.list("").stream().noneMatch(file -> file.name().equals(path))) {
                disk.create(path);
            }
            return () -> disk.locks().remove(path, this);
        });
    }

    @Override
    public void close() {
        // As for a local disk, nothing is held.
    }

    private final class Output implements StorageOutput {
        private final String path;
        private final FileNode file;

        Output(String path, FileNode file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            perform("write", path, () -> {
                disk.reserve(length);
                file.append(bytes, offset, length);
                return true;
            });
        }

        @Override
        public void flush() throws IOException {
            perform("flush", path, () -> true);
        }

        @Override
        public void sync() throws IOException {
            perform("sync", path, () -> {
                file.sync();
                return true;
            });
        }

        @Override
        public void close() {
            // A dead process closes nothing; a live one gains nothing by it.
        }
    }

    private final class Input implements StorageInput {
        private final String path;
        private final FileNode file;

        Input(String path, FileNode file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long length() {
            live();
            return file.size();
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            perform("read", path, () -> {
                if (position + length > file.size()) {
                    throw new EOFException(path + " ends at byte " + file.size() + ", expected " + length
                            + " bytes at byte " + position);
                }
                file.copyTo((int) position, target, offset, length);
                return true;
            });
        }

        @Override
        public void close() {
            live();
        }
    }
}

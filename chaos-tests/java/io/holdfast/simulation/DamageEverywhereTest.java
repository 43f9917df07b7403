package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FileSystemKind;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of a checkpoint is damaged: a bit of each byte flipped, cut off at each length, gone, swapped with a sibling; or there
 * is one too many. The start either refuses with the name of the file, before anything is committed or published, or did not
 * need what is damaged.
 */
class DamageEverywhereTest {

    private final Path scratch;

    DamageEverywhereTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private interface Damage {
        void on(SimulatedStorage disk) throws IOException;
    }

    /**
     * Tables are left to real RocksDB, whose blocks carry checksums of their own that are compared when they are read: a
     * restart that read all of them would take time that grows with the state.
     */
    @Test
    void aFlippedBitIsNeverReadAsDataWhereverItIs() {
        Bank bank = stopped();
        for (StoredFile file : filesButTables(bank)) {
            long refused = IntStream.range(0, (int) file.length())
                    .parallel()
                    .filter(at -> refuses(bank, file.name(), disk -> disk.flipBit(file.name(), at, at % 8)))
                    .count();
            requireAllOfTheHead(bank, file, refused);
        }
    }

    @Test
    void aFileThatIsCutOffIsNeverTakenForWholeWhereverItEnds() {
        Bank bank = stopped();
        for (StoredFile file : files(bank)) {
            long refused = IntStream.range(0, (int) file.length())
                    .parallel()
                    .filter(at -> refuses(bank, file.name(), disk -> disk.cut(file.name(), at)))
                    .count();
            requireAllOfTheHead(bank, file, refused);
        }
    }

    /** Of older files, some parts are of no use any more; of the newest batch every byte is. */
    private static void requireAllOfTheHead(Bank bank, StoredFile file, long refused) {
        long head = bank.world.past().head().manifest().batch();
        if (file.name().equals(FileNames.batch(head))) {
            assertThat(refused).as("refusals of %s", file).isEqualTo(file.length());
        }
    }

    /** Without the newest batch, the targets show that there was one. */
    @Test
    void aFileThatIsGoneIsMissedUnlessNobodyNeedsIt() {
        Bank bank = stopped();
        List<String> needed = new ArrayList<>();
        for (StoredFile file : files(bank)) {
            Bank copy = bank.copy(0);
            @Nullable Throwable end = restart(copy, disk -> disk.delete(file.name()));
            if (end != null) {
                needed.add(file.name());
                assertThat(copy.sums.entries).as(file.name()).hasSameSizeAs(bank.sums.entries);
                assertThat(copy.totals.entries).as(file.name()).hasSameSizeAs(bank.totals.entries);
            }
        }
        assertThat(needed)
                .anyMatch(name -> name.startsWith("batches/"))
                .anyMatch(name -> name.startsWith("snapshots/"))
                .anyMatch(name -> name.startsWith("files/"));
    }

    /** Each with each of its kind, but for tables: RocksDB knows its own. */
    @Test
    void aFileThatIsSwappedWithItsSiblingIsNeverTakenForIt() {
        Bank bank = stopped();
        Set<String> refused = new TreeSet<>();
        int pairs = 0;
        List<StoredFile> files = filesButTables(bank);
        for (StoredFile one : files) {
            for (StoredFile other : files) {
                if (kind(one).equals(kind(other)) && one.name().compareTo(other.name()) < 0) {
                    pairs++;
                    if (refuses(
                            bank, List.of(one.name(), other.name()), disk -> swap(disk, one.name(), other.name()))) {
                        refused.add(kind(one));
                    }
                }
            }
        }
        assertThat(pairs).isGreaterThan(10);
        assertThat(refused).contains("batches .batch", "snapshots .snapshot", "files CURRENT");
    }

    /** What distinguishes the files of a directory: for stored files, the name in the working copy. */
    private static String kind(StoredFile file) {
        String directory = file.name().substring(0, file.name().indexOf('/'));
        String suffix = file.name().substring(file.name().lastIndexOf('-') + 1);
        return directory + " " + suffix.substring(Math.max(0, suffix.lastIndexOf('.')));
    }

    private static void swap(SimulatedStorage disk, String one, String other) throws IOException {
        byte[] before = disk.content(one);
        write(disk, one, disk.content(other));
        write(disk, other, before);
    }

    private static void write(SimulatedStorage disk, String path, byte[] content) throws IOException {
        disk.delete(path);
        try (StorageOutput output = disk.create(path)) {
            output.write(content, 0, content.length);
            output.sync();
        }
    }

    /** A name that the next process would have given is refused; any other is left alone, and so is what it holds. */
    @Test
    void aFileTooManyIsRefusedOrLeftAlone() throws IOException {
        Bank bank = stopped();
        Manifest head = bank.world.past().head().manifest();
        String batch = FileNames.batch(head.batch());
        for (String next : List.of(FileNames.batch(head.batch() + 1), FileNames.batch(head.batch() + 7))) {
            assertThat(refuses(bank, List.of(next), disk -> write(disk, next, disk.content(batch))))
                    .as(next)
                    .isTrue();
        }
        String epoch = FileNames.epoch(head.epoch() + 1);
        String taken = FileNames.epoch(head.epoch());
        assertThat(refuses(bank, List.of(epoch), disk -> write(disk, epoch, disk.content(taken))))
                .isTrue();
        for (String directory : FileNames.DIRECTORIES) {
            Bank copy = bank.copy(0);
            String foreign = directory + "/notes.txt";
            assertThat(restart(copy, disk -> write(disk, foreign, new byte[] {1})))
                    .as(foreign)
                    .isNull();
            new BankModel(copy).checkOutputs();
            assertThat(copy.world.disk().content(foreign)).containsExactly(1);
        }
    }

    /** In the middle of the input. */
    private Bank stopped() {
        ShortHistory history = new ShortHistory(scratch, FileSystemKind.LOCAL);
        history.live(false, 2, point -> {});
        history.befall(Fate.KILLED);
        return history.bank();
    }

    private static List<StoredFile> filesButTables(Bank bank) {
        List<StoredFile> files = files(bank);
        files.removeIf(file -> file.name().endsWith(".sst"));
        return files;
    }

    private static List<StoredFile> files(Bank bank) {
        List<StoredFile> files = new ArrayList<>();
        try {
            for (String directory : bank.world.disk().directories("")) {
                for (StoredFile file : bank.world.disk().list(directory)) {
                    files.add(new StoredFile(directory + "/" + file.name(), file.length()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    /** True if the start refused as it should, false if the damage made no difference. */
    private static boolean refuses(Bank bank, String file, Damage damage) {
        return refuses(bank, List.of(file), damage);
    }

    private static boolean refuses(Bank bank, List<String> anyOf, Damage damage) {
        Bank copy = bank.copy(0);
        @Nullable Throwable end = restart(copy, damage);
        if (end == null) {
            new BankModel(copy).checkOutputs();
            return false;
        }
        assertThat(end).as("with %s damaged", anyOf).isInstanceOf(CorruptCheckpointException.class);
        assertThat(end.getMessage()).containsAnyOf(anyOf.toArray(String[]::new));
        assertThat(copy.sums.entries).hasSameSizeAs(bank.sums.entries);
        assertThat(copy.totals.entries).hasSameSizeAs(bank.totals.entries);
        return true;
    }

    private static @Nullable Throwable restart(Bank bank, Damage damage) {
        try {
            damage.on(bank.world.disk());
            return new ShortHistory(bank).recover();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            clean(bank);
        }
    }

    private static void clean(Bank bank) {
        try {
            bank.world.clean();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

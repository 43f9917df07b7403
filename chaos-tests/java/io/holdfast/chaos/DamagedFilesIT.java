package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.chaos.MadeUpSumsJob.Defect;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.Digest;
import io.holdfast.failure.HoldfastException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of file of a stopped job, flipped, cut off, deleted, and swapped with a sibling. Either the next start is
 * refused with the name of the file and puts out nothing, or the damage does no harm, which is shown by running to
 * the end of the input: the sequence of each key is exact. A block of a table is read when a record needs it: batches before
 * that one are right, too. Planted defect: a batch file is taken for what its name says.
 */
class DamagedFilesIT {

    private static final long RECORDS = 3_000;
    private static final long MORE = 1_000;
    private static final long RECORDS_MAX = 20_000;

    /** The newest, the oldest, and one between them. */
    private static final int FILES_PER_KIND_MAX = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private enum Damage {
        FLIPPED,
        CUT,
        DELETED,
        SWAPPED
    }

    private final Map<String, Map<Damage, String>> verdicts = new TreeMap<>();
    private long records = RECORDS;

    @Test
    void aDamagedFileIsRefusedByNameOrDoesNoHarm() throws Exception {
        Random random = new Random(Seed.drawn());
        Path job = directory.resolve("job");
        runToASnapshot(job);
        Path intact = directory.resolve("intact");
        copyTree(job, intact);
        for (Path file : victims(intact)) {
            for (Damage damage : Damage.values()) {
                // In its old place: a sink that finds the marker of another place refuses for that reason alone.
                deleteTree(job);
                copyTree(intact, job);
                String verdict = tryWith(job, file, damage, random);
                verdicts.computeIfAbsent(file.toString(), name -> new EnumMap<>(Damage.class))
                        .put(damage, verdict);
            }
        }
        verdicts.forEach((file, found) -> System.out.println(file + ": " + found));
        requireRefused("checkpoint/batches/");
        requireRefused("checkpoint/snapshots/");
        requireRefused("checkpoint/files/");
        requireRefused("files/_marker");
    }

    /** A slow machine has fewer batches, and may need more of the input for a snapshot that is not empty. */
    private void runToASnapshot(Path job) throws Exception {
        runToTheEnd(new MadeUpSumsJob(job, records, Defect.NONE));
        while (snapshotInUse(job).isEmpty()) {
            records += MORE;
            assertThat(records).as("records without a snapshot").isLessThan(RECORDS_MAX);
            runToTheEnd(new MadeUpSumsJob(job, records, Defect.NONE));
        }
    }

    private static void runToTheEnd(MadeUpSumsJob job) throws Exception {
        StreamingContext context = job.context();
        context.start();
        try {
            Awaitility.await("all sums").atMost(TestBed.PATIENCE).until(() -> {
                assertThat(context.state()).isEqualTo(StreamingContext.ContextState.ACTIVE);
                return Files.exists(job.files()) && Outputs.files(job.files()).size() >= job.records();
            });
        } finally {
            context.stop();
        }
        SumsChecker.check(job.files().toString(), job.sums(), Outputs.files(job.files()));
    }

    /** Relative to the directory of the job; among them a snapshot that the next start restores. */
    private static List<Path> victims(Path job) throws IOException {
        Set<Path> victims = new TreeSet<>(List.of(Path.of("checkpoint/lock"), Path.of("files/_marker")));
        victims.addAll(snapshotInUse(job));
        for (String kind : List.of("batches", "snapshots", "files", "epochs")) {
            List<Path> files = list(job.resolve("checkpoint").resolve(kind));
            Set<Path> chosen = new HashSet<>();
            for (int i = 0; i < FILES_PER_KIND_MAX; i++) {
                chosen.add(files.get((files.size() - 1) * i / (FILES_PER_KIND_MAX - 1)));
            }
            chosen.stream().sorted().map(job::relativize).forEach(victims::add);
        }
        Path newest = Outputs.visible(job.resolve("files"))
                .get(Outputs.visible(job.resolve("files")).size() - 1);
        victims.add(job.relativize(newest.resolve("_manifest")));
        return List.copyOf(victims);
    }

    /** Its descriptor, and one of its tables; nothing if it has none. */
    private static List<Path> snapshotInUse(Path job) {
        Path checkpoint = Path.of("checkpoint");
        try (LocalStorage storage = new LocalStorage(job.resolve(checkpoint))) {
            CheckpointReader reader = new CheckpointReader(storage);
            Manifest head = reader.read(reader.head().orElseThrow()).manifest();
            Digest snapshot = head.shards().get(0).snapshot();
            if (snapshot == null) {
                return List.of();
            }
            return SnapshotStore.read(storage, snapshot).files().stream()
                    .map(SnapshotDescriptor.SnapshotFile::storedName)
                    .filter(name -> name.endsWith(".sst"))
                    .findFirst()
                    .map(table -> Stream.of(FileNames.snapshot(snapshot), FileNames.file(table))
                            .map(checkpoint::resolve)
                            .toList())
                    .orElse(List.of());
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private String tryWith(Path place, Path file, Damage damage, Random random) throws Exception {
        List<String> signs = damage(place.resolve(file), damage, random);
        if (signs.isEmpty()) {
            return "-";
        }
        MadeUpSumsJob job = new MadeUpSumsJob(place, records + MORE, Defect.NONE);
        int before = Outputs.files(job.files()).size();
        String verdict;
        try {
            runToTheEnd(job);
            verdict = "harmless";
        } catch (HoldfastException refused) {
            assertThat(refused.getMessage()).as("%s %s", file, damage).containsAnyOf(signs.toArray(String[]::new));
            List<SumsChecker.Sum> published = Outputs.files(job.files());
            if (file.startsWith("checkpoint/files")) {
                SumsChecker.checkSoFar(job.files().toString(), job.sums(), published);
            } else {
                assertThat(published).as("output after %s %s", file, damage).hasSize(before);
            }
            verdict = "refused, " + refused.getClass().getSimpleName();
        } catch (AssertionError wrong) {
            throw new AssertionError(file + " " + damage + ": " + wrong.getMessage(), wrong);
        }
        return verdict;
    }

    /** What the refusal may name; nothing if this file cannot be damaged like that. */
    private static List<String> damage(Path file, Damage damage, Random random) throws IOException {
        byte[] content = Files.readAllBytes(file);
        String name = file.getFileName().toString();
        switch (damage) {
            case FLIPPED -> {
                if (content.length == 0) {
                    return List.of();
                }
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, content);
            }
            case CUT -> {
                if (content.length == 0) {
                    return List.of();
                }
                Files.write(file, Arrays.copyOf(content, random.nextInt(content.length)));
            }
            case DELETED -> {
                Files.delete(file);
                // Of a head that is gone only the marker of the sink tells.
                return List.of(name, "has a marker of batch");
            }
            case SWAPPED -> {
                return swap(file, content);
            }
        }
        // RocksDB knows a table by the name that it has in the working copy.
        return List.of(name.substring(name.lastIndexOf('-') + 1));
    }

    /** With a sibling of its kind, of the same size, or, failing that, of any. */
    private static List<String> swap(Path file, byte[] content) throws IOException {
        List<Path> siblings = list(file.getParent()).stream()
                .filter(sibling -> Files.isRegularFile(sibling) && !sibling.equals(file))
                .filter(sibling -> kind(sibling).equals(kind(file)))
                .toList();
        for (boolean equal : new boolean[] {true, false}) {
            for (Path sibling : siblings) {
                byte[] other = Files.readAllBytes(sibling);
                if (!Arrays.equals(other, content) && (!equal || other.length == content.length)) {
                    Files.write(sibling, content);
                    Files.write(file, other);
                    return List.of(
                            file.getFileName().toString(), sibling.getFileName().toString());
                }
            }
        }
        return List.of();
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).replaceAll(".*-", "");
    }

    private void requireRefused(String kind) {
        assertThat(verdicts.entrySet().stream()
                        .filter(verdict -> verdict.getKey().startsWith(kind))
                        .flatMap(verdict -> verdict.getValue().values().stream()))
                .as("verdicts about %s", kind)
                .anyMatch(verdict -> verdict.startsWith("refused"));
    }

    private static void copyTree(Path from, Path to) throws Exception {
        Command.run("cp", "-r", from.toString(), to.toString());
    }

    private static void deleteTree(Path directory) throws Exception {
        Command.run("rm", "-r", directory.toString());
    }
}

package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.failure.StorageException;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore from a storage that gives copies, cut off by a failure. */
class ResumedRestoreTest {

    private static final int KEYS = 100;

    private final Path scratch;
    private final JobRun run;
    private final Types types = Types.builder().build();
    private final List<String> taken = new ArrayList<>();
    private String broken = "";

    private final Storage storage;

    ResumedRestoreTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
        run = new JobRun(scratch, 2);
        List<Integer> keys = IntStream.range(0, KEYS).boxed().toList();
        run.input("numbers", List.of(keys, keys, keys, keys))
                .mapToPair(number -> Pair.of(number, number))
                .mapWithState("seen", StateSpec.<Integer, Integer, Integer, Integer>function((key, value, state) -> {
                    state.update(value.orElseThrow());
                    return value.orElseThrow();
                }))
                .to("out", run.sink("out"));
        run.runs(6);
        storage = new ForwardingStorage(run.disk()) {
            @Override
            public boolean takeOut(String from, Path local) throws IOException {
                if (from.equals(broken)) {
                    throw new IOException("the connection is gone");
                }
                taken.add(from);
                return super.takeOut(from, local);
            }
        };
    }

    private Map<String, Map<String, Object>> restore() throws Exception {
        taken.clear();
        return RestoredValues.of(
                storage, new CheckpointReader(storage).head().orElseThrow(), types, scratch.resolve("restored"));
    }

    /** Planted defect: what was taken out is not kept. */
    @Test
    void theNextOneTakesOutOnlyWhatIsMissing() throws Exception {
        restore();
        Set<String> all = new HashSet<>(taken);
        assertThat(all).hasSizeGreaterThan(5);
        deleteKept();
        broken = all.iterator().next();
        assertThatThrownBy(this::restore).isInstanceOf(StorageException.class).hasMessageContaining(broken);
        Set<String> first = new HashSet<>(taken);
        broken = "";
        assertThat(restore().get("seen")).hasSize(KEYS);
        assertThat(taken).doesNotContainAnyElementsOf(first);
        first.addAll(taken);
        assertThat(first).isEqualTo(all);
    }

    private void deleteKept() throws IOException {
        try (Stream<Path> files = Files.list(scratch.resolve("restored/kept"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Planted defect: it stays, and takes the room of what compaction has removed from the working copy since. */
    @Test
    void oneThatIsDoneLeavesNothingBehind() throws Exception {
        run.runs(2);
        try (Stream<Path> files = Files.walk(scratch)) {
            List<Path> kept = files.filter(file -> file.endsWith("kept")).toList();
            assertThat(kept).isNotEmpty().allSatisfy(directory -> assertThat(directory)
                    .isEmptyDirectory());
        }
    }
}

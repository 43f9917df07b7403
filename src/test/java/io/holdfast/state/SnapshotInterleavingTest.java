package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rule (X, B): at each step that a snapshot takes in the background, the shard does something else, and then a
 * restore must find exactly the committed state. Planted defects seen to be caught:
 *
 * <ul>
 *   <li>B is read before the copy is made, or is not compared with the batch whose manifest names the snapshot: effects
 *       of a batch that was rolled back come back
 *   <li>X is computed after the copy is made instead of before: changes are missing after a restore
 *   <li>a closed shard still gives out the snapshot that was on its way
 *   <li>write-back marks entries as clean without writing them
 *   <li>table files are known by name and size across incarnations: see {@link #filesAreKnownByIdentityOnly}
 * </ul>
 */
class SnapshotInterleavingTest {

    private static final long BUDGET = 4 * ReplayLedger.BATCH_BYTES;

    /** What happens while the snapshot is under way. */
    private enum Meanwhile {
        /** The next batch begins and evicts what it changed; then it is rolled back. */
        BATCH_OPEN,
        /** The next batch ends, is not committed, and is rolled back. */
        BATCH_FINISHED,
        /** The next batch is committed. */
        BATCH_COMMITTED,
        /** The next batch is open when the shard is rolled back at this very step. */
        SHARD_CLOSED
    }

    private final List<String> steps = new ArrayList<>();
    private int stepToAct = -1;
    private Runnable action = () -> {};

    private void at(String step) {
        if (steps.size() == stepToAct) {
            stepToAct = -1;
            action.run();
        }
        steps.add(step);
    }

    @Test
    void aRestoreFindsTheCommittedStateWhateverHappensDuringASnapshot(@TempDir Path directory) throws Exception {
        int stepsOfASnapshot = 1;
        for (Meanwhile meanwhile : Meanwhile.values()) {
            for (int step = 0; step < stepsOfASnapshot; step++) {
                stepsOfASnapshot = Math.max(stepsOfASnapshot, snapshot(directory, meanwhile, step));
            }
        }
        assertThat(stepsOfASnapshot).isGreaterThan(4);
    }

    /** Returns how many steps the snapshot had. */
    private int snapshot(Path parent, Meanwhile meanwhile, int step) throws Exception {
        Run run = new Run(Files.createDirectory(parent.resolve(meanwhile + "-" + step)), this::at);
        run.runUntilASnapshotIsDue();
        steps.clear();
        stepToAct = step;
        action = () -> run.act(meanwhile);
        run.history.workers.runAll();
        int taken = steps.size();
        run.finish(meanwhile);
        run.checkRestored();
        return taken;
    }

    /** One shard with a cache that holds nothing but the entry in hand, so that changes reach the store at once. */
    private static final class Run {

        final History history;
        private Map<String, String> model = new TreeMap<>();
        private final Map<Long, Map<String, String>> committed = new TreeMap<>();
        private Shard shard;
        private Shard.Sealed uncommitted;
        private String valueFormat = "%08d";

        Run(Path directory, InMemoryWorkingStore.StepListener steps) {
            history = new History(
                    directory,
                    List.of("o"),
                    new InMemoryWorkingStore.Factory(steps),
                    new ShardSetup.Options(1, BUDGET),
                    steps);
            shard = history.open();
            uncommitted = new Shard.Sealed(List.of(), List.of(), Map.of());
        }

        void runUntilASnapshotIsDue() {
            change(0);
            for (long batch = 1; !history.workers.hasTasks(); batch++) {
                commitFinished(batch - 1);
                change(batch);
            }
        }

        void runAndCommit() {
            long batch = history.head() + 1;
            change(batch);
            commitFinished(batch);
        }

        private void change(long batch) {
            begin(batch);
            uncommitted = shard.endBatch();
        }

        private void begin(long batch) {
            shard.beginBatch(batch);
            for (String key : List.of("every", "batch-" + batch, "turn-" + batch % 3)) {
                put(key, String.format(valueFormat, batch));
            }
            // Takes the last changed entry out of our hand, so that it is evicted too.
            find("nothing");
            find("nothing else");
        }

        private StateTable.Entry find(String key) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            return shard.table("o").find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
        }

        private void put(String key, String value) {
            shard.table("o").put(find(key), value, StateTable.NO_DEADLINE);
            model.put(key, value);
        }

        private void commitFinished(long batch) {
            history.commit(shard, batch, uncommitted);
            committed.put(batch, new TreeMap<>(model));
        }

        /** The finished batch before is committed at the end, as by a driver whose commits overlap. */
        void act(Meanwhile meanwhile) {
            long next = history.head() + 2;
            Shard.Sealed before = uncommitted;
            Map<String, String> modelBefore = new TreeMap<>(model);
            begin(next);
            if (meanwhile == Meanwhile.SHARD_CLOSED) {
                shard.close();
            } else if (meanwhile != Meanwhile.BATCH_OPEN) {
                uncommitted = shard.endBatch();
            }
            if (meanwhile == Meanwhile.BATCH_COMMITTED) {
                Shard.Sealed after = uncommitted;
                Map<String, String> modelAfter = model;
                commit(next - 1, before, modelBefore);
                commit(next, after, modelAfter);
            } else {
                uncommitted = before;
                model = modelBefore;
            }
        }

        private void commit(long batch, Shard.Sealed sealed, Map<String, String> state) {
            uncommitted = sealed;
            model = state;
            commitFinished(batch);
        }

        void finish(Meanwhile meanwhile) {
            if (meanwhile == Meanwhile.BATCH_COMMITTED) {
                runAndCommit();
            } else {
                commitFinished(history.head() + 1);
            }
            shard.close();
            assertThat(shard.takeSnapshot(Long.MAX_VALUE)).isNull();
        }

        void checkRestored() throws Exception {
            while (!history.batches.isEmpty()) {
                try (Shard restored = history.open()) {
                    assertThat(state(restored)).isEqualTo(committed.get(history.head()));
                }
                history.batches.remove(history.head());
            }
        }

        private static Map<String, Object> state(Shard restored) throws Exception {
            Map<String, Object> state = new TreeMap<>();
            restored.table("o").forEach(entry -> {
                Object value = requireNonNull(entry.value());
                state.put(new String(entry.key(), StandardCharsets.UTF_8), value);
            });
            return state;
        }

        void forkTo(long batch) {
            shard.close();
            while (history.head() > batch) {
                committed.remove(history.head());
                history.batches.remove(history.head());
            }
            model = new TreeMap<>(requireNonNull(committed.get(batch)));
            shard = history.open();
        }
    }

    @Test
    void aSnapshotIsNamedByTheFirstBatchAtOrAfterItsEffects(@TempDir Path directory) {
        Run run = new Run(directory, step -> {});
        run.runUntilASnapshotIsDue();
        long finished = run.history.head() + 1;
        run.begin(finished + 1);
        run.history.workers.runAll();
        assertThat(run.shard.takeSnapshot(finished)).isNull();
        run.commitFinished(finished);
        run.uncommitted = run.shard.endBatch();
        Shard.Snapshot snapshot = run.shard.takeSnapshot(finished + 1);
        assertThat(snapshot).isNotNull();
        assertThat(requireNonNull(snapshot).through()).isEqualTo(finished);
        assertThat(snapshot.dirtyThrough()).isEqualTo(finished + 1);
        assertThat(run.shard.takeSnapshot(finished + 1)).isNull();
        assertThat(run.shard.progress().snapshot()).isEqualTo(snapshot.descriptor());
        run.shard.close();
    }

    @Test
    void anOfferedSnapshotDiesWithItsShard(@TempDir Path directory) {
        Run run = new Run(directory, step -> {});
        run.runUntilASnapshotIsDue();
        run.history.workers.runAll();
        run.shard.close();
        assertThat(run.shard.takeSnapshot(Long.MAX_VALUE)).isNull();
    }

    /**
     * After going back, a new working store gives the file names of the abandoned one to other content of the same
     * length. Planted defect: a memory of stored files that outlives the incarnation and asks for name and size.
     */
    @Test
    void filesAreKnownByIdentityOnly(@TempDir Path directory) throws Exception {
        Run run = new Run(directory, step -> {});
        runWithSnapshots(run, 40);
        long namedFirst = run.history.batches.entrySet().stream()
                .filter(entry -> entry.getValue().progress().snapshot() != null)
                .mapToLong(Map.Entry::getKey)
                .min()
                .orElseThrow();
        run.forkTo(namedFirst);
        run.valueFormat = "x%07d";
        runWithSnapshots(run, 40);
        run.shard.close();
        assertThat(run.history.snapshots.filesOfOneNameAndLengthButOtherContent())
                .isPositive();
        run.checkRestored();
    }

    private static void runWithSnapshots(Run run, int batches) {
        for (int i = 0; i < batches; i++) {
            run.runAndCommit();
            run.history.workers.runAll();
        }
    }
}

package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.storage.DefectiveStorage;
import io.holdfast.storage.Storage;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Rules 1, 2, 4, 5 and 9 of the design at every point where a process can die. That these tests can fail is part of
 * the build: each planted defect must be caught.
 */
class CrashTest {

    @Test
    void everyCrashLeavesEveryCommittedBatchWholeAndRestorable() {
        CrashPoints points = new CrashPoints(storage -> storage);
        points.enumerate();
        assertThat(points.crashes()).as("the fault fired").isGreaterThan(1000);
    }

    @Test
    void everyCrashDuringRecoveryFromACrashDoesToo() {
        CrashPoints points = new CrashPoints(storage -> storage);
        points.enumerateNested(7);
        assertThat(points.crashes()).as("the fault fired").isGreaterThan(1000);
    }

    @Test
    void missingSyncOfABatchFileIsCaught() {
        caught(storage -> DefectiveStorage.withoutSyncOf(".batch", storage));
    }

    @Test
    void missingSyncOfASnapshotDescriptorIsCaught() {
        caught(storage -> DefectiveStorage.withoutSyncOf(".snapshot", storage));
    }

    @Test
    void missingSyncOfAnEpochFileIsCaught() {
        caught(storage -> DefectiveStorage.withoutSyncOf(".epoch", storage));
    }

    @Test
    void missingSyncOfADirectoryIsCaught() {
        for (String directory : new String[] {"", "batches", "snapshots", "files"}) {
            caught(storage -> DefectiveStorage.withoutSyncOfNames(Set.of(directory), storage));
        }
    }

    @Test
    void pruningByAFloorThatIsNotCommittedIsCaught() {
        caught(Defects::pruneByUncommittedFloor);
    }

    private static void caught(UnaryOperator<Storage> defect) {
        assertThatThrownBy(() -> new CrashPoints(defect).enumerate()).isInstanceOf(AssertionError.class);
    }
}

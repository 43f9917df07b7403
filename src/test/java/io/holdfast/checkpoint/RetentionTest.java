package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the next batch keeps, and what it gives up. */
class RetentionTest {

    private static final SnapshotFile FILE = new SnapshotFile("a", "stored", 1, 1);

    /** Planted: the floor of the head forgotten, so that the next one reaches back to batches that are gone. */
    @Test
    void moreRetainedBatchesBringNoPrunedOnesBack() {
        SimulatedStorage storage = new SimulatedStorage();
        TestJob job = new TestJob(storage, new Ledger(), 1).takeOver();
        job.batch().batch().batch().snapshot().batch().batch().prune().close();
        for (int restart = 0; restart < 2; restart++) {
            try (Checkpoint next = Checkpoint.open(
                    storage, RetentionPolicy.newest(50), TestJob.TIME, new SplittableRandom(7 + restart))) {
                Manifest head = next.takeOver(before -> Manifests.stateful(
                                Kind.TAKEOVER,
                                before.manifest().batch() + 1,
                                before.manifest().batch(),
                                before.manifest().shards().get(0)))
                        .manifest();
                assertThat(head.floor()).isEqualTo(4);
            }
        }
    }

    /**
     * Batch times are a second apart. Planted: the age alone decides; it is not asked for; a batch of just that age is given up;
     * after a restart, what was retained for its age is.
     */
    @Test
    void whatIsYoungOrAmongTheNewestStays() {
        assertThat(retained(1, Duration.ofSeconds(3))).containsExactly(7L, 8L, 9L, 10L);
        assertThat(retained(6, Duration.ofSeconds(3))).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(retained(2, ChronoUnit.FOREVER.getDuration())).hasSize(11);
        assertThat(retained(2, Duration.ZERO)).containsExactly(9L, 10L);
    }

    /** The batches there are after ten and two processes. */
    private static List<Long> retained(int batches, Duration age) {
        SimulatedStorage storage = new SimulatedStorage();
        RetentionPolicy policy = new RetentionPolicy(batches, age);
        for (long first = 0; first < 10; first += 5) {
            long takeover = first;
            try (Checkpoint checkpoint =
                    Checkpoint.open(storage, policy, TestJob.TIME, new SplittableRandom(takeover))) {
                checkpoint.takeOver(head -> Manifests.draft(Kind.TAKEOVER, takeover, takeover - 1));
                for (long batch = first + 1; batch <= Math.max(4, 2 * first); batch++) {
                    checkpoint.commit(Manifests.draft(Kind.BATCH, batch, batch - 1), List.of());
                    checkpoint.prune();
                }
            }
        }
        return new CheckpointReader(storage).batches();
    }

    /** Planted: the stored files of a snapshot that is given up are kept until the next takeover. */
    @Test
    void aSnapshotIsGivenUpWithItsFiles() {
        Digest digest = Digest.of(new byte[] {1});
        SnapshotDescriptor descriptor = new SnapshotDescriptor("job-1", 0, 0, 256, 0, 0, List.of(FILE));
        Retention retention = new Retention(RetentionPolicy.newest(1));
        Manifest naming = Manifests.stateful(Kind.BATCH, 1, 0, Manifests.shard(digest, 0));
        retention.reserve(naming, (next, known) -> known.put(digest, descriptor));
        assertThat(retention.collect().snapshots()).as("reserved").isEmpty();
        retention.committed(naming);
        assertThat(retention.collect().snapshots()).as("named").isEmpty();
        Manifest after = Manifests.stateful(Kind.BATCH, 2, 1, Manifests.shard(null, 1));
        retention.committed(after.sealed(2, 1, "n", digest, 2, after.shards(), 0));
        Retention.Garbage garbage = retention.collect();
        assertThat(garbage.snapshots()).containsExactly(digest);
        assertThat(garbage.files()).containsExactly("stored");
    }

    /**
     * Planted: replay of a shard without a snapshot starts where the snapshot of another shard ends, so that the batches
     * between are lost to it.
     */
    @Test
    void theSnapshotOfAnotherShardSavesNoReplay() {
        Digest digest = Digest.of(new byte[] {1});
        Manifest before = Manifests.stateful(Kind.BATCH, 5, 4, Manifests.shard(digest, 3));
        Manifest draft = Manifests.stateful(Kind.TAKEOVER, 6, 5, Manifests.shard(null, 1));
        Manifest next = NextBatch.seal(
                draft, new Checkpoint.Committed(before, digest), 2, "n", new Retention(RetentionPolicy.newest(2)), 0);
        assertThat(next.shards().get(0).snapshotThrough()).isEqualTo(1);
    }

    /** Planted: the missing snapshot counted as one; batches without state replayed from their shards. */
    @Test
    void aBatchWithoutSnapshotsReachesNone() {
        Reach reach = Reach.of(Manifests.stateful(Kind.BATCH, 5, 4, Manifests.shard(null, 2)));
        assertThat(reach.snapshots()).isEmpty();
        assertThat(reach.oldestBatch()).isEqualTo(3);
        Manifest stateless = Manifests.stateless(Kind.BATCH, 5, 4, Manifests.shard(null, 2));
        assertThat(Reach.of(stateless).oldestBatch()).isEqualTo(5);
    }

    /** Planted: effects of the very batch that names a snapshot taken for effects of a later one. */
    @Test
    void aSnapshotMayHoldEffectsOfTheBatchThatNamesIt() {
        SimulatedStorage storage = new SimulatedStorage();
        try (TestJob job = new TestJob(storage, new Ledger(), 1).takeOver().batch()) {
            Digest snapshot = SnapshotStore.write(storage, new SnapshotDescriptor("job-1", 0, 0, 256, 1, 2, List.of()));
            Manifest draft = Manifests.stateful(Kind.BATCH, 2, 0, Manifests.shard(snapshot, 1));
            assertThat(job.checkpoint().commit(draft, List.of()).manifest().batch())
                    .isEqualTo(2);
        }
    }
}

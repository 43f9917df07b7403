package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.OffsetSurgery.Position;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.FencedException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Intervention;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifest.OffsetChange;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifests;
import io.holdfast.format.SplitPosition;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Planted: the leader epoch is kept; other splits move, too; the floor rises; a wrong position is found after an epoch was taken. */
class OffsetSurgeryTest {

    private static final SplitPosition FIRST =
            SplitPosition.of("clicks-0", 70, Map.of("topicId", "abc", "leaderEpoch", "3"));
    private static final SplitPosition SECOND =
            SplitPosition.of("clicks-1", 5, Map.of("topicId", "abc", "leaderEpoch", "2"));

    private final SimulatedStorage storage = new SimulatedStorage();

    /** A job that has read a topic, and some batches of which are retained. */
    private Checkpoint reading(String kind) {
        Checkpoint checkpoint =
                Checkpoint.open(storage, RetentionPolicy.newest(3), TestJob.TIME, new SplittableRandom(1));
        checkpoint.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1));
        for (long batch = 1; batch <= 5; batch++) {
            Manifest draft = NextBatch.quiet(
                    Manifests.draft(Kind.BATCH, batch - 1, batch - 1),
                    Kind.BATCH,
                    "timeline-1",
                    new TreeMap<>(
                            Map.of("clicks", new SourceProgress(kind, List.of(FIRST, SECOND), List.of(), List.of()))),
                    new Intervention("", "", null, List.of()));
            checkpoint.commit(draft, List.of());
        }
        return checkpoint;
    }

    private Manifest set(Position... positions) {
        return new OffsetSurgery(storage, TestJob.TIME, new SplittableRandom(2))
                .commit(List.of(positions), "ann", "ticket 12");
    }

    @Test
    void onlyTheGivenPositionsMove() {
        Manifest before;
        try (Checkpoint job = reading("kafka")) {
            before = job.head().manifest();
        }
        Manifest after = set(new Position("clicks", "clicks-0", 12));
        assertThat(after.batch()).isEqualTo(6);
        assertThat(after.kind()).isEqualTo(Kind.TAKEOVER);
        assertThat(after.epoch()).isEqualTo(2);
        assertThat(after.sources().get("clicks").positions())
                .containsExactly(SplitPosition.of("clicks-0", 12, Map.of("topicId", "abc")), SECOND);
        assertThat(after.intervention())
                .isEqualTo(new Intervention(
                        "ann", "ticket 12", null, List.of(new OffsetChange("clicks", "clicks-0", 70, 12))));
        assertThat(after.floor()).isEqualTo(before.floor());
        assertThat(after.timeline()).isEqualTo(before.timeline());
        assertThat(after.sinks()).isEqualTo(before.sinks());
        assertThat(new CheckpointReader(storage).readHead().manifest()).isEqualTo(after);
    }

    @Test
    void twoSplitsMoveInOneBatch() {
        reading("kafka").close();
        Manifest after = set(new Position("clicks", "clicks-1", 9), new Position("clicks", "clicks-0", 71));
        assertThat(after.sources().get("clicks").positions())
                .extracting(SplitPosition::offset)
                .containsExactly(71L, 9L);
        assertThat(after.intervention().offsets())
                .containsExactly(
                        new OffsetChange("clicks", "clicks-1", 5, 9), new OffsetChange("clicks", "clicks-0", 70, 71));
    }

    @Test
    void whatCannotBeSetIsRefusedBeforeAnythingHappens() {
        assertThatThrownBy(() -> set(new Position("clicks", "clicks-0", 1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no checkpoint");
        reading("kafka").close();
        refused(new Position("sales", "clicks-0", 1), "no source \"sales\"", "[clicks]");
        refused(new Position("clicks", "clicks-7", 1), "no split \"clicks-7\"", "[clicks-0, clicks-1]");
        refused(new Position("clicks", "clicks-0", -1), "clicks/clicks-0", "-1", "0 or more");
    }

    @Test
    void aQueueHasNoPositionToSet() {
        reading("queue").close();
        refused(new Position("clicks", "clicks-0", 1), "a queue as source \"clicks\"");
    }

    private void refused(Position position, String... words) {
        assertThatThrownBy(() -> set(position))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("nothing was changed");
        assertThat(Epochs.highestTaken(storage)).isEqualTo(1);
        assertThat(new CheckpointReader(storage).readHead().manifest().batch()).isEqualTo(5);
    }

    @Test
    void aRunningJobKeepsItFromHappening() {
        try (Checkpoint job = reading("kafka")) {
            assertThatThrownBy(() -> set(new Position("clicks", "clicks-0", 1))).isInstanceOf(FencedException.class);
            assertThat(job.commit(Manifests.draft(Kind.BATCH, 6, 5), List.of())
                            .manifest()
                            .batch())
                    .isEqualTo(6);
        }
    }
}

package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.simulation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a batch is written and when none is, and what time it is in it. */
class IdleAndClockTest {

    private final Path scratch;

    IdleAndClockTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private Sums sums(int records) {
        return new Sums(scratch).records(records);
    }

    private static List<Manifest.Kind> kinds(Sums sums) {
        return sums.world.past().batches().values().stream()
                .map(batch -> batch.manifest().kind())
                .toList();
    }

    private static List<Long> seconds(Sums sums) {
        long first = Objects.requireNonNull(sums.world.past().batches().get(0L))
                .manifest()
                .batchTimeMillis();
        return sums.world.past().batches().values().stream()
                .filter(batch -> batch.manifest().kind() == Manifest.Kind.BATCH)
                .map(batch -> (batch.manifest().batchTimeMillis() - first) / 1000)
                .toList();
    }

    @Test
    void anIdleJobWritesNothing() {
        Sums sums = sums(4);
        List<Integer> counts = new ArrayList<>();
        sums.arranged = life -> {
            for (int second = 5; second < 200; second += 5) {
                life.time().after(Duration.ofSeconds(second), () -> counts.add(files(sums)));
            }
        };
        sums.runs(200).checkExact();
        assertThat(counts).hasSize(39).containsOnly(counts.get(0));
        assertThat(sums.batches()).isEqualTo(3);
    }

    private static int files(Sums sums) {
        try {
            int files = 0;
            for (String directory : sums.disk().newProcess().directories("")) {
                files += sums.disk().newProcess().list(directory).size();
            }
            return files;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aCleanStopRecordsWhatWasPublishedAndTheNextStartPublishesAndReplaysNothing() {
        Sums sums = sums(12).runs(6);
        assertThat(kinds(sums))
                .containsExactly(
                        Manifest.Kind.TAKEOVER,
                        Manifest.Kind.BATCH,
                        Manifest.Kind.BATCH,
                        Manifest.Kind.BATCH,
                        Manifest.Kind.CLOSING);
        int stores = sums.target.stores;
        sums.world.reboot();
        sums.runs(6).checkExact();
        assertThat(sums.target.stores).isEqualTo(stores);
        assertThat(kinds(sums).subList(5, kinds(sums).size()))
                .as("nothing to publish, nothing to record")
                .containsExactly(Manifest.Kind.TAKEOVER);
    }

    /** Last touched at 1 s, by a record that came with the second batch: due at 4 s, for which an idle job wakes. */
    @Test
    void anIdleJobWakesForADeadlineAndNotForOneThatMoved() {
        Sums sums = sums(6);
        sums.timeout = Duration.ofSeconds(3);
        sums.runs(30);
        assertThat(seconds(sums))
                .as("keys of the first batch, then of the second")
                .containsExactly(0L, 1L, 3L, 4L);
        assertThat(sums.target.values()).endsWith("even0 out", "odd0 out");
        Sums moved = sums(0);
        moved.ledger.add("a", Pair.of("k", 1L), Pair.of("k", 2L), Pair.of("k", 3L), Pair.of("k", 4L));
        moved.timeout = Duration.ofSeconds(3);
        moved.runs(30);
        assertThat(seconds(moved))
                .as("none for the deadline that the first batch set")
                .containsExactly(0L, 1L, 4L);
    }

    @Test
    void aDeadlineThatPassedWhileTheJobWasDownFiresInTheFirstBatchAfter() {
        Sums sums = sums(2);
        sums.timeout = Duration.ofSeconds(10);
        sums.runs(3);
        sums.world.wallMillis(sums.world.wallMillis() + 60_000);
        sums.world.reboot();
        sums.runs(3);
        assertThat(sums.target.values()).contains("even0 out", "odd0 out");
        assertThat(seconds(sums)).hasSize(2).last().matches(second -> second >= 60);
    }

    @Test
    void batchTimeStandsStillWhileTheWallClockIsBehindIt() {
        for (Duration back : List.of(Duration.ofHours(-1), Duration.ofDays(-1))) {
            Sums sums = sums(24);
            sums.timeout = Duration.ofSeconds(100);
            sums.arranged = life -> life.time()
                    .after(Duration.ofMillis(1_500), () -> life.time().jumpWall(back));
            sums.runs(5);
            assertThat(seconds(sums))
                    .as("a process goes by the monotonic clock")
                    .containsExactly(0L, 1L, 2L, 3L, 4L);
            sums.arranged = life -> {};
            sums.world.reboot();
            sums.runs(6);
            assertThat(seconds(sums))
                    .as("a start finds the clock %s off", back)
                    .hasSize(6)
                    .endsWith(4L, 4L);
            sums.world.reboot();
            sums.runs(9).checkExact();
        }
    }

    @Test
    void aJumpAheadOfMoreThanADayNeedsConsent() {
        Sums sums = sums(8).runs(2);
        sums.world.reboot();
        sums.world.wallMillis(sums.world.wallMillis() + Duration.ofHours(30).toMillis());
        int before = sums.batches();
        assertThat(sums.run(5))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("jump", "PT30H", "maxTimeJump");
        assertThat(sums.batches()).as("nothing was changed").isEqualTo(before);
        sums.world.reboot();
        sums.options.maxTimeJump = Duration.ofHours(31);
        sums.runs(5).checkExact();
    }

    /** The second batch ends three and a half seconds late: one follows at once, then the next with the next interval. */
    @Test
    void ticksThatAnOverrunMissedAreNotMadeUpFor() {
        Sums sums = sums(4);
        sums.extra = pairs -> pairs.<Long>updateStateByKey("all", (values, before) -> Optional.of(0L))
                .to("other", sums.sink(new Target("other")));
        sums.ledger.add("even", Pair.of("even0", 5L));
        sums.ledger.onRead((split, offset) -> {
            if (offset == 2) {
                sums.life().time().advance(Duration.ofMillis(3_500));
            }
        });
        sums.runs(9);
        assertThat(seconds(sums)).containsExactly(0L, 1L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void aSplitWithoutRecordsIsRegisteredByABatch() {
        Sums sums = sums(4).runs(4);
        sums.ledger.add("new");
        sums.world.reboot();
        sums.runs(4);
        assertThat(sums.world.past().positions("in"))
                .anyMatch(position -> position.split().equals("new") && position.offset() == 0);
        int batches = sums.batches();
        sums.world.reboot();
        sums.runs(4).checkExact();
        assertThat(sums.batches()).as("a takeover only").isEqualTo(batches + 1);
    }
}

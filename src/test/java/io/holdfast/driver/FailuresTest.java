package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.FencedException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.StorageException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.simulation.InputLedger;
import io.holdfast.simulation.Life;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.simulation.Target;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails, how often it is tried again, and what is said in the end. */
class FailuresTest {

    private final Path scratch;

    FailuresTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private Sums sums(int records) {
        return new Sums(scratch).records(records);
    }

    /** Fails this many times when it meets the record. */
    private static InputLedger.Reading failing(String split, long at, int times, RuntimeException failure) {
        AtomicInteger left = new AtomicInteger(times);
        return (where, offset) -> {
            if (where.equals(split) && offset == at && left.getAndDecrement() > 0) {
                throw failure;
            }
        };
    }

    @Test
    void aSourceThatFailsThreeTimesIsReadAgainAndTheOutputIsExact() {
        Sums sums = sums(12);
        sums.ledger.onRead(failing("odd", 3, 3, new SourceException("no answer")));
        sums.runs(12).checkExact();
        assertThat(sums.life().restarts)
                .extracting(JobListener.Restart::attempt)
                .containsExactly(1, 2, 3);
        assertThat(sums.life().restarts).allMatch(restart -> restart.cause() instanceof SourceException);
    }

    @Test
    void afterTheBudgetTheFailureItselfEndsTheJobAndTheNextProcessGoesOn() {
        Sums sums = sums(12);
        sums.ledger.onRead(failing("odd", 3, 4, new SourceException("no answer")));
        assertThat(sums.run(12)).isInstanceOf(SourceException.class).hasMessage("no answer");
        assertThat(sums.life().restarts).hasSize(3);
        sums.world.reboot();
        sums.runs(12).checkExact();
    }

    private static void blames(@Nullable Throwable failure, String operator) {
        assertThat(failure)
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll(
                        "batch 2 failed in operator", operator, "source 'in'", "partition odd", "offset 3", "poison");
    }

    private static long checked(long value) {
        if (value == 8) {
            throw new IllegalArgumentException("poison");
        }
        return value;
    }

    /** The record at offset 3 of split odd has the value 8, and is read by batch 2. */
    @Test
    void aFailureOfTheJobsCodeNamesBatchOperatorPartitionAndOffset() {
        Sums map = sums(12);
        map.extra = pairs -> pairs.map(pair -> checked(pair.value())).to("other", map.sink(new Target("other")));
        blames(map.run(9), "map #");
        Sums filter = sums(12);
        filter.extra =
                pairs -> pairs.filter(pair -> checked(pair.value()) > 0).to("other", filter.sink(new Target("x")));
        blames(filter.run(9), "filter #");
        Sums shuffled = sums(12);
        shuffled.extra = pairs -> pairs.repartition(3)
                .<Long, Long>mapWithState(
                        "checks",
                        io.holdfast.model.StateSpec.function((key, value, state) -> checked(value.orElseThrow())))
                .to("other", shuffled.sink(new Target("other")));
        blames(shuffled.run(9), "mapWithState 'checks'");
        Sums update = sums(12);
        update.extra = pairs -> pairs.<Long>updateStateByKey("totals", (values, before) -> {
                    values.forEach(FailuresTest::checked);
                    return Optional.of(0L);
                })
                .to("other", update.sink(new Target("other")));
        blames(update.run(9), "updateStateByKey 'totals'");
        Sums reduce = sums(12);
        reduce.extra = pairs -> pairs.mapToPair(pair -> Pair.of(pair.value(), pair.value()))
                .<Long>combineByKey(FailuresTest::checked, Long::sum, Long::sum)
                .to("other", reduce.sink(new Target("other")));
        blames(reduce.run(9), "combineByKey #");
    }

    @Test
    void aRecordThatASinkCannotWriteFailsTheBatchAndNamesTheSink() {
        Sums sums = sums(12);
        sums.extra = pairs ->
                pairs.map(pair -> pair.value() == 8 ? new Object() : pair).to("other", sums.sink(new Target("other")));
        assertThat(sums.run(9))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("batch 2", "ledger 'other'", "partition odd", "offset 3", "java.lang.Object");
    }

    @SuppressWarnings("NullAway") // what a careless job does
    private static Object nothing(Object record) {
        return null;
    }

    @Test
    void nullsInATransformAreBlamedOnIt() {
        Sums sums = sums(4);
        sums.extra = pairs -> pairs.<Object>map(FailuresTest::nothing)
                .transform(batch -> batch)
                .to("other", sums.sink(new Target("other")));
        assertThat(sums.run(9)).isInstanceOf(UserCodeException.class).hasMessageContainingAll("batch 1", "transform #");
    }

    /** Two tasks of one stage fail at once; only one of the failures can be cured by trying again. */
    @Test
    void aFailureOfTheStoreCountsForMoreThanOneOfTheJobsCode() {
        for (String stored : List.of("odd", "even")) {
            Sums sums = sums(12);
            sums.ledger.onRead((split, offset) -> {
                if (offset == 3) {
                    throw split.equals(stored) ? new StorageException("no disk") : new UserCodeException("bad record");
                }
            });
            assertThat(sums.run(9)).isInstanceOf(StorageException.class).hasMessage("no disk");
            assertThat(sums.life().restarts).isEmpty();
        }
    }

    /** Before the effect, after it (the reply is lost), for every store that there is. */
    @Test
    void aSinkThatFailsOrLosesItsReplyGetsEveryRecordOnce() {
        int stores = storesOfACleanRun();
        assertThat(stores).isGreaterThan(5);
        for (int fatal = 0; fatal < stores; fatal++) {
            for (boolean lost : new boolean[] {false, true}) {
                Sums sums = sums(20);
                AtomicInteger left = new AtomicInteger(fatal);
                sums.target.onStore((after, batch) -> {
                    if (after == lost && left.getAndDecrement() == 0) {
                        throw new SinkException("connection lost");
                    }
                });
                sums.runs(15).checkExact();
                assertThat(sums.life().restarts).hasSize(1);
            }
        }
    }

    private int storesOfACleanRun() {
        Sums sums = sums(20).runs(15);
        sums.checkExact();
        return sums.target.stores;
    }

    @Test
    void aSinkThatKeepsFailingEndsTheJobAndTheNextProcessPublishesTheRest() {
        Sums sums = sums(12);
        sums.target.onStore((after, batch) -> {
            throw new SinkException("target is down");
        });
        assertThat(sums.run(20)).isInstanceOf(SinkException.class).hasMessage("target is down");
        assertThat(sums.target.entries).isEmpty();
        sums.target.onStore((after, batch) -> {});
        sums.world.reboot();
        sums.runs(12).checkExact();
    }

    /** Any other write than that of the takeover: the job ends at once, and only a new process goes on. */
    @Test
    void aFailureOfTheStoreEndsTheJobAtOnce() {
        for (String kind : List.of("write", "sync", "syncDirectory", "bringIn", "create", "delete")) {
            Sums sums = sums(12);
            // A file that cannot be begun ahead of its batch is begun again with it.
            boolean happensAhead = kind.equals("create") || kind.equals("write");
            AtomicInteger left = new AtomicInteger(happensAhead ? 2 : 1);
            sums.arranged = life -> life.defect(storage -> failing(storage, kind, left));
            Throwable end = sums.run(12);
            assertThat(end).as(kind).isInstanceOf(StorageException.class);
            assertThat(end).as("the first failure is the one reported").hasMessageContaining("the disk says no");
            assertThat(end).hasMessageNotContaining("failed once");
            assertThat(sums.life().restarts).isEmpty();
            sums.world.reboot();
            sums.arranged = life -> {};
            sums.runs(12).checkExact();
        }
    }

    /** Fails in the middle of the second batch, and in whatever snapshot or cleaning comes after it. */
    private static Storage failing(Storage storage, String kind, AtomicInteger left) {
        return new ForwardingStorage(storage) {
            private void at(String operation, String path) throws IOException {
                boolean begun = path.contains("00000000000000000002.batch")
                        || kind.equals("bringIn")
                        || (kind.equals("delete") && path.startsWith("batches"));
                if (operation.equals(kind) && begun && left.getAndDecrement() > 0) {
                    throw new IOException("the disk says no");
                }
            }

            @Override
            public StorageOutput create(String path) throws IOException {
                at("create", path);
                StorageOutput output = storage.create(path);
                return new StorageOutput() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        at("write", path);
                        output.write(bytes, offset, length);
                    }

                    @Override
                    public void sync() throws IOException {
                        at("sync", path);
                        output.sync();
                    }

                    @Override
                    public void close() throws IOException {
                        output.close();
                    }
                };
            }

            private String published = "";

            @Override
            public boolean publish(String from, String to) throws IOException {
                published = to;
                return super.publish(from, to);
            }

            @Override
            public void syncDirectory(String directory) throws IOException {
                at("syncDirectory", published);
                super.syncDirectory(directory);
            }

            @Override
            public void bringIn(Path local, String to) throws IOException {
                at("bringIn", to);
                super.bringIn(local, to);
            }

            @Override
            public void delete(String path) throws IOException {
                at("delete", path);
                super.delete(path);
            }
        };
    }

    /**
     * Batch 2 fails in each of its attempts while batch 1 is still on its way to the disk: batch 1 is committed, and the
     * engine goes back to it, not before it. Seen to fail when the driver went back to the batch that the failed engine had
     * begun with, without draining the commit queue.
     */
    @Test
    void aBatchThatFailsWhileTheOneBeforeIsCommittingGoesBackToThatOne() {
        Sums sums = sums(12);
        Life life = new Life(sums.world, 1, "commit").stopAfter(Duration.ofSeconds(12));
        sums.ledger.onRead((split, offset) -> {
            if (split.equals("even") && offset == 2 && life.restarts.isEmpty()) {
                assertThat(sums.world.past().batches()).containsOnlyKeys(0L);
                life.workers().letGo();
                throw new SourceException("once");
            }
        });
        assertThat(life.run(sums.options.build(), sums.plan(), Sums.TYPES)).isNull();
        sums.checkExact();
        assertThat(life.restarts).hasSize(1);
        assertThat(life.restarts.get(0).fromBatch()).isEqualTo(1);
    }

    @Test
    void aProcessThatLostTheDirectoryEndsWithoutTryingAgain() {
        Sums sums = sums(12);
        sums.arranged = life -> life.time().after(Duration.ofMillis(2_200), () -> {
            sums.world.beside();
            Life successor = new Life(sums.world, 77).stopAfter(Duration.ofSeconds(9));
            assertThat(successor.run(sums.options.build(), sums.plan(), Sums.TYPES))
                    .isNull();
        });
        assertThat(sums.run(30)).isInstanceOf(FencedException.class).hasMessageContaining("epoch 2");
        sums.checkExact();
    }
}

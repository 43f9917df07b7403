package io.holdfast.testkit;

import static io.holdfast.testkit.CrashEverywhere.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.FileNames;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.storage.DefectiveStorage;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Jobs that survive every crash, and jobs and engines that do not. */
class CrashEverywhereTest {

    private static final AtomicLong STATIC_MEMORY = new AtomicLong();

    private static CrashEverywhere wordCount() {
        return CrashEverywhere.of(WordCount::describe)
                .input("lines", batch("to be or", "not to be"), batch("be"), batch("or not"))
                .advance(Duration.ofMinutes(31))
                .input("lines", batch("be"), batch("or be"));
    }

    private static StreamingContextBuilder job() {
        return StreamingContext.builder("job").checkpointDirectory(Path.of("/does/not/exist"));
    }

    @Test
    void aCorrectJobSurvivesEveryCrash() {
        CrashReport report = wordCount().run();
        System.out.println(report);
        assertThat(report.batches()).isEqualTo(5);
        assertThat(report.records()).isGreaterThan(20);
        assertThat(report.keys()).isEqualTo(2);
        assertThat(report.points()).isGreaterThan(15);
        assertThat(report.crashes()).isGreaterThan(150);
    }

    @Test
    void recoveryIsCrashedAsWellIfToldSo() {
        CrashEverywhere everywhere = CrashEverywhere.of(() -> {
                    StreamingContext context = job().build();
                    context.stream("numbers", QueueSource.<Long>of(List.of())).to("out", PrintSink.of(10));
                    return context;
                })
                .input("numbers", batch(1L))
                .parallelism(1);
        CrashReport once = everywhere.run();
        CrashReport twice = everywhere.crashesInARow(2).run();
        System.out.println(twice);
        assertThat(twice.crashes()).isGreaterThan(10 * once.crashes());
    }

    @Test
    void memoryOutsideOfStateIsFound() {
        CrashDivergence divergence =
                catchThrowableOfType(CrashDivergence.class, () -> CrashEverywhere.of(CrashEverywhereTest::counting)
                        .input("numbers", batch(1L), batch(2L), batch(3L))
                        .run());
        System.out.println(divergence.getMessage());
        assertThat(divergence)
                .hasMessageContaining("after a crash the job published something else")
                .hasMessageContaining("outside of state")
                .hasMessageContaining("sink:             out")
                .hasMessageContaining("of step 2, at 2026-01-01T00:00:02Z, with input {numbers=[2]}")
                .hasMessageContaining("expected:       [2]")
                .hasMessageContaining("found:          [1]");
        assertThat(divergence.crash()).isPositive();
    }

    private static StreamingContext counting() {
        StreamingContext context = job().build();
        AtomicLong memory = new AtomicLong();
        context.stream("numbers", QueueSource.<Long>of(List.of()))
                .map(number -> memory.incrementAndGet())
                .to("out", PrintSink.of(10));
        return context;
    }

    @Test
    void aDivergenceCanBeLookedIntoAlone() {
        CrashEverywhere everywhere =
                CrashEverywhere.of(CrashEverywhereTest::counting).input("numbers", batch(1L), batch(2L), batch(3L));
        CrashDivergence first = catchThrowableOfType(CrashDivergence.class, everywhere::run);
        assertThatThrownBy(() -> everywhere.only(first.crash()).run()).hasMessage(first.getMessage());
        assertThat(everywhere.only(1).run().batches()).isEqualTo(3);
    }

    @Test
    void memoryInAStaticFieldIsFoundWithoutACrash() {
        assertThatThrownBy(() -> CrashEverywhere.of(() -> {
                            StreamingContext context = job().build();
                            context.stream("numbers", QueueSource.<Long>of(List.of()))
                                    .map(number -> STATIC_MEMORY.addAndGet(number))
                                    .to("out", PrintSink.of(10));
                            return context;
                        })
                        .input("numbers", batch(1L), batch(2L))
                        .run())
                .isInstanceOf(CrashDivergence.class)
                .hasMessageContaining("two runs over the same input, without any crash")
                .hasMessageContaining("static field");
    }

    /** Sums that nobody sees: all that comes out is the number that came in. */
    private static StreamingContext silent(LongUnaryOperator remembered) {
        StreamingContext context = job().build();
        context.stream("numbers", QueueSource.<Long>of(List.of()))
                .mapToPair(number -> Pair.of("key" + number % 2, number))
                .mapWithState("sums", StateSpec.<String, Long, Long, Long>function((key, number, sum) -> {
                    sum.update((sum.exists() ? sum.get() : 0L) + remembered.applyAsLong(number.orElseThrow()));
                    return number.orElseThrow();
                }))
                .to("out", PrintSink.of(10));
        return context;
    }

    private static CrashEverywhere silentlyCounting() {
        return CrashEverywhere.of(() -> {
                    AtomicLong memory = new AtomicLong();
                    return silent(number -> memory.incrementAndGet());
                })
                .input("numbers", batch(1L), batch(2L), batch(4L));
    }

    /** Planted defect: only outputs are compared. */
    @Test
    void stateThatIsWrongWithoutATraceInTheOutputIsFound() {
        CrashDivergence divergence = catchThrowableOfType(
                CrashDivergence.class, () -> silentlyCounting().run());
        System.out.println(divergence.getMessage());
        assertThat(divergence)
                .hasMessageContaining("after a crash the job left other state than without one")
                .hasMessageContaining("operator:         sums")
                .hasMessageContaining("table:            sums\n")
                .hasMessageContaining("key:              key0")
                .hasMessageContaining("after:            the last batch")
                .hasMessageContaining("expected:       5")
                .hasMessageContaining("found:          3")
                .hasMessageContaining("outside of state");
        assertThatThrownBy(() -> silentlyCounting().only(divergence.crash()).run())
                .hasMessage(divergence.getMessage());
    }

    /** Planted defect: only outputs are compared. */
    @Test
    void stateThatRemembersAStaticFieldIsFoundWithoutACrash() {
        assertThatThrownBy(() -> CrashEverywhere.of(() -> silent(STATIC_MEMORY::addAndGet))
                        .input("numbers", batch(1L), batch(2L))
                        .run())
                .isInstanceOf(CrashDivergence.class)
                .hasMessageContaining("two runs over the same input, without any crash, left different state")
                .hasMessageContaining("operator:         sums")
                .hasMessageContaining("first run:")
                .hasMessageContaining("static field");
    }

    @Test
    void aJobThatVisitsAllKeysInEachBatchSurvives() {
        CrashReport report = CrashEverywhere.of(() -> {
                    StreamingContext context = job().build();
                    context.stream("numbers", QueueSource.<Long>of(List.of()))
                            .mapToPair(number -> Pair.of("key" + number % 5, number))
                            .<Long>updateStateByKey(
                                    "sums",
                                    (values, sum) -> Optional.of(sum.orElse(0L)
                                            + values.stream()
                                                    .mapToLong(Long::longValue)
                                                    .sum()))
                            .to("out", PrintSink.of(100));
                    return context;
                })
                .input("numbers", batch(1L, 2L, 3L, 4L), batch(5L, 6L), batch(), batch(7L))
                .run();
        assertThat(report.records()).isEqualTo(4 + 5 + 5 + 5);
    }

    @Test
    void sourcesThatMakeTheirRecordsThemselvesAreReadTheSameAfterACrash() {
        CrashReport report = CrashEverywhere.of(() -> {
                    StreamingContext context = job().build();
                    context.stream(
                                    "made",
                                    GeneratorSource.<Long>of((split, offset, random) -> offset)
                                            .recordsPerSecond(3))
                            .mapToPair(number -> Pair.of(number % 2, number))
                            .reduceByKey(Long::sum)
                            .to("out", PrintSink.of(10));
                    return context;
                })
                .batches(4)
                .run();
        assertThat(report.batches()).isEqualTo(4);
        assertThat(report.records()).isEqualTo(8);
    }

    @Test
    void batchFilesThatAreNotSyncedAreFound() {
        assertFound(storage -> DefectiveStorage.withoutSyncOf(".batch", storage), "did not go on");
    }

    @Test
    void namesOfBatchesThatAreNotSyncedAreFound() {
        assertFound(storage -> DefectiveStorage.withoutSyncOfNames(Set.of(FileNames.BATCHES), storage), "crash");
    }

    @Test
    void snapshotsThatAreNotSyncedAreFound() {
        assertFound(
                storage -> DefectiveStorage.withoutSyncOfNames(Set.of(FileNames.FILES, FileNames.SNAPSHOTS), storage),
                "did not go on");
    }

    @Test
    void batchesThatArePublishedInTwoStepsAreFound() {
        assertFound(DefectiveStorage::publishingByCopy, "did not go on");
    }

    private static void assertFound(UnaryOperator<Storage> defect, String message) {
        assertThatThrownBy(() -> wordCount().storage(defect).run())
                .isInstanceOf(CrashDivergence.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatFailsWithoutACrashIsThrownAsItIs() {
        assertThatThrownBy(() -> CrashEverywhere.of(() -> {
                            StreamingContext context = job().build();
                            context.stream("numbers", QueueSource.<Long>of(List.of()))
                                    .map(number -> 1 / number)
                                    .to("out", PrintSink.of(10));
                            return context;
                        })
                        .input("numbers", batch(0L))
                        .run())
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("by zero");
    }

    @Test
    void sourcesHaveToBeKnownAndToHaveInput() {
        assertThatThrownBy(() -> CrashEverywhere.of(WordCount::describe)
                        .input("line", batch("be"))
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the job has no source 'line'; its sources are [lines]");
        assertThatThrownBy(
                        () -> CrashEverywhere.of(WordCount::describe).batches(1).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source 'lines' (textFiles)")
                .hasMessageContaining("would read nothing");
    }
}

package io.holdfast.simulation;

import static io.holdfast.testkit.CrashEverywhere.batch;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.function.Function3;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.testkit.CrashDivergence;
import io.holdfast.testkit.CrashEverywhere;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** That users' crash tests find defects of the engine, too: planted ones, which no run without a crash shows. */
class CrashEverywhereMutantsTest {

    private static StreamingContext describe() {
        return describe(CrashEverywhereMutantsTest::sum);
    }

    private static StreamingContext describe(Function3<String, Optional<Long>, State<Long>, Pair<String, Long>> sum) {
        StreamingContext context = StreamingContext.builder("sums")
                .checkpointDirectory(Path.of("/does/not/exist"))
                .build();
        context.stream("numbers", QueueSource.<Long>of(List.of()))
                .mapToPair(number -> Pair.of("key" + number % 3, number))
                .mapWithState("sums", StateSpec.function(sum))
                .to("out", PrintSink.of(100));
        return context;
    }

    private static Pair<String, Long> sum(String key, Optional<Long> more, State<Long> sum) {
        sum.update(more.orElseThrow() + (sum.exists() ? sum.get() : 0));
        return Pair.of(key, sum.get());
    }

    /** The same without a trace in the output. */
    private static Pair<String, Long> silentSum(String key, Optional<Long> more, State<Long> sum) {
        sum(key, more, sum);
        return Pair.of(key, more.orElseThrow());
    }

    private static CrashEverywhere crashes() {
        return crashes(CrashEverywhereMutantsTest::describe);
    }

    private static CrashEverywhere crashes(Callable<StreamingContext> describe) {
        return CrashEverywhere.of(describe)
                .input("numbers", batch(1L, 2L, 3L, 4L, 5L), batch(6L, 7L, 8L), batch(1L, 2L, 3L));
    }

    @Test
    void deltasThatAReplayLeavesOutAreFound() throws Exception {
        try (PlantedDefect planted = PlantedDefect.plant(
                "io.holdfast.driver.CommittedDeltas", named("visit"), Advices.SkipsFirstDelta.class)) {
            assertThatThrownBy(crashes()::run)
                    .isInstanceOf(CrashDivergence.class)
                    .hasMessageContaining("after a crash the job");
        }
    }

    /** No record of output tells that sums are wrong. */
    @Test
    void deltasThatAReplayLeavesOutAreFoundInStateThatNothingIsPublishedOf() throws Exception {
        CrashEverywhere silent = crashes(() -> describe(CrashEverywhereMutantsTest::silentSum));
        silent.run();
        try (PlantedDefect planted = PlantedDefect.plant(
                "io.holdfast.driver.CommittedDeltas", named("visit"), Advices.SkipsFirstDelta.class)) {
            assertThatThrownBy(silent::run)
                    .isInstanceOf(CrashDivergence.class)
                    .hasMessageContaining("left other state than without one");
        }
    }

    @Test
    void outputThatIsPublishedTwiceIsFound() throws Exception {
        try (PlantedDefect planted = PlantedDefect.plant(
                "io.holdfast.driver.SinkRecovery$Pending", named("skipRecords"), Advices.ReturnsZero.class)) {
            assertThatThrownBy(crashes()::run)
                    .isInstanceOf(CrashDivergence.class)
                    .hasMessageContaining("published something else");
        }
    }

    @Test
    void withoutADefectNothingIsFound() {
        System.out.println(crashes().run());
    }
}

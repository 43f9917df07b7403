package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.source.queue.QueueSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A job of a user, stepped by a test. */
class TestJobTest {

    private static StreamingContextBuilder job() {
        return StreamingContext.builder("job").checkpointDirectory(Path.of("/does/not/exist"));
    }

    private static StreamingContext failsOnce(AtomicLong failures) {
        StreamingContext context = job().build();
        context.stream("numbers", QueueSource.<Long>of(List.of()))
                .map(number -> {
                    if (number == 13 && failures.getAndIncrement() == 0) {
                        throw new IllegalArgumentException("thirteen");
                    }
                    return number;
                })
                .to("out", PrintSink.of(10));
        return context;
    }

    @Test
    void aBatchReadsWhatWasAddedAndItsOutputCanBeSeen() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            job.input("lines").add("to be or", "not to be");
            job.runBatch();
            assertThat(job.output("batches"))
                    .containsExactlyInAnyOrder(
                            Pair.of("to", 2L), Pair.of("be", 2L), Pair.of("or", 1L), Pair.of("not", 1L));
            assertThat(job.output("counted"))
                    .containsExactly(
                            Pair.of("to", 1L),
                            Pair.of("be", 1L),
                            Pair.of("or", 1L),
                            Pair.of("not", 1L),
                            Pair.of("to", 2L),
                            Pair.of("be", 2L));
            job.input("lines").add("be");
            job.runBatch();
            assertThat(job.output("counted")).containsExactly(Pair.of("be", 3L));
            assertThat(job.output("batches", Pair.class)).containsExactly(Pair.of("be", 1L));
            assertThat(job.allOutput("counted")).hasSize(7);
            job.runBatch();
            assertThat(job.output("counted")).isEmpty();
        }
    }

    @Test
    void timeMovesOnlyWhenTheTestSaysSo() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            assertThat(job.time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
            job.input("lines").add("be");
            job.runBatch();
            assertThat(job.time()).isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
            job.advance(Duration.ofMinutes(30).minusSeconds(2));
            job.runBatch();
            assertThat(job.output("counted")).isEmpty();
            job.runBatch();
            assertThat(job.output("counted")).containsExactly(Pair.of("be is over", 1L));
        }
    }

    @Test
    void stateOutlivesARestartAndACrash() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            job.input("lines").add("be");
            job.runBatch();
            job.restart();
            job.input("lines").add("be");
            job.runBatch();
            assertThat(job.output("counted")).containsExactly(Pair.of("be", 2L));
            job.crash();
            job.input("lines").add("be");
            job.runBatch();
            assertThat(job.output("counted")).containsExactly(Pair.of("be", 3L));
            assertThat(job.allOutput("counted"))
                    .containsExactly(Pair.of("be", 1L), Pair.of("be", 2L), Pair.of("be", 3L));
        }
    }

    @Test
    void theExampleOfTheReadmeIsTrue() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            job.input("lines").add("to be", "or not");
            job.runBatch();
            job.advance(Duration.ofMinutes(10));
            job.crash();
            job.input("lines").add("to");
            job.runBatch();
            assertThat(job.output("counted")).isEqualTo(List.of(Pair.of("to", 2L)));
        }
    }

    /** The batch of a step runs once, also if the job would run one at any time. */
    @Test
    void aRestartRunsNoBatchByItself() {
        try (TestJob job = TestJob.of(() -> {
            StreamingContext context = job().build();
            context.stream("numbers", QueueSource.<Long>of(List.of()))
                    .mapToPair(number -> Pair.of("sum", number))
                    .<Long>updateStateByKey(
                            "sums",
                            (values, sum) -> Optional.of(sum.orElse(0L)
                                    + values.stream().mapToLong(Long::longValue).sum()))
                    .to("out", PrintSink.of(10));
            return context;
        })) {
            job.input("numbers").add(1L, 2L);
            job.runBatch();
            job.restart();
            job.crash();
            assertThat(job.allOutput("out")).containsExactly(Pair.of("sum", 3L));
            job.runBatch();
            assertThat(job.allOutput("out")).containsExactly(Pair.of("sum", 3L), Pair.of("sum", 3L));
        }
    }

    @Test
    void whatFunctionsRememberOutsideOfStateIsGoneAfterARestart() {
        try (TestJob job = TestJob.of(() -> {
            StreamingContext context = job().build();
            AtomicLong memory = new AtomicLong();
            context.stream("numbers", QueueSource.<Long>of(List.of()))
                    .map(number -> memory.addAndGet(number))
                    .to("out", PrintSink.of(10));
            return context;
        })) {
            job.input("numbers").add(1L, 2L);
            job.runBatch();
            assertThat(job.output("out")).containsExactly(1L, 3L);
            job.restart();
            job.input("numbers").add(5L);
            job.runBatch();
            assertThat(job.output("out")).containsExactly(5L);
        }
    }

    @Test
    void aFailureComesOutOfTheBatchAndARestartReadsTheSameAgain() {
        AtomicLong failures = new AtomicLong();
        try (TestJob job = TestJob.of(() -> failsOnce(failures))) {
            job.input("numbers").add(1L);
            job.runBatch();
            job.input("numbers").add(13L);
            assertThatThrownBy(job::runBatch)
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("thirteen")
                    .hasMessageContaining("source 'numbers'");
            assertThatThrownBy(job::runBatch)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("thirteen")
                    .hasMessageContaining("restart()");
            job.restart();
            job.runBatch();
            assertThat(job.output("out")).containsExactly(13L);
            assertThat(job.allOutput("out")).containsExactly(1L, 13L);
        }
    }

    @Test
    void unknownNamesAreToldWithThoseThereAre() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            assertThatThrownBy(() -> job.input("line"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the job has no source 'line'; its sources are [lines]");
            assertThatThrownBy(() -> job.output("counts"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the job has no sink 'counts'; its sinks are [batches, counted]");
        }
    }

    @Test
    void aGeneratorIsKeptUnlessItsInputIsAskedFor() {
        try (TestJob kept = TestJob.of(TestJobTest::generated);
                TestJob replaced = TestJob.of(TestJobTest::generated)) {
            kept.runBatch();
            assertThat(kept.output("out")).containsExactly(0L, 1L);
            kept.runBatch();
            assertThat(kept.output("out")).containsExactly(2L, 3L);
            assertThatThrownBy(() -> kept.input("made"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before the first");
            replaced.input("made").add(7L);
            replaced.runBatch();
            assertThat(replaced.output("out")).containsExactly(7L);
        }
    }

    private static StreamingContext generated() {
        StreamingContext context = job().build();
        context.stream(
                        "made",
                        GeneratorSource.<Long>of((split, offset, random) -> offset)
                                .recordsPerSecond(2))
                .to("out", PrintSink.of(10));
        return context;
    }

    /** As in production: the formatter of the text file sink refuses a line break. */
    @Test
    void whatASinkRefusesFailsTheBatch() {
        try (TestJob job = TestJob.of(WordCount::describe)) {
            job.input("lines").add("two\nlines");
            assertThatThrownBy(job::runBatch)
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("line break");
        }
    }

    @Test
    void recordsOfClassesThatAreNotRegisteredAreSeenAsTheyAre() {
        record Celsius(double degrees) {}
        try (TestJob job = TestJob.of(() -> {
            StreamingContext context = job().build();
            context.stream("numbers", QueueSource.<Double>of(List.of()))
                    .map(Celsius::new)
                    .to("out", PrintSink.of(10));
            return context;
        })) {
            job.input("numbers").add(36.6);
            job.runBatch();
            assertThat(job.output("out", Celsius.class)).containsExactly(new Celsius(36.6));
        }
    }

    /** An emitted list that the function goes on changing is, as in production, what it was when it was emitted. */
    @Test
    void outputIsWhatItWasWhenItWasEmitted() {
        try (TestJob job = TestJob.of(() -> {
            StreamingContext context = job().build();
            List<Long> reused = new ArrayList<>();
            context.stream("numbers", QueueSource.<Long>of(List.of()))
                    .map(number -> {
                        reused.add(number);
                        return reused;
                    })
                    .to("out", PrintSink.of(10));
            return context;
        })) {
            job.input("numbers").add(1L, 2L);
            job.runBatch();
            assertThat(job.output("out")).containsExactly(List.of(1L), List.of(1L, 2L));
        }
    }

    @Test
    void aChangeOfTheJobThatWouldBeRefusedIsRefused() {
        AtomicLong starts = new AtomicLong();
        try (TestJob job = TestJob.of(() -> {
            StreamingContext context = job().build();
            context.stream("numbers", QueueSource.<Long>of(List.of()))
                    .mapToPair(number -> Pair.of("sum", number))
                    .<Long>updateStateByKey("sums-" + starts.getAndIncrement(), (values, sum) -> Optional.of(1L))
                    .to("out", PrintSink.of(10));
            return context;
        })) {
            job.input("numbers").add(1L);
            job.runBatch();
            assertThatThrownBy(job::restart)
                    .isInstanceOf(IncompatibleCheckpointException.class)
                    .hasMessageContaining("sums-0");
        }
    }

    @Test
    void eachProcessNeedsAContextOfItsOwn() {
        StreamingContext one = generated();
        try (TestJob job = TestJob.of(() -> one)) {
            job.runBatch();
            assertThatThrownBy(job::restart)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("needs a new one");
        }
    }
}

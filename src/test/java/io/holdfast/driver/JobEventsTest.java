package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.driver.RecordedEvents.Ended;
import io.holdfast.driver.RecordedEvents.Publishing;
import io.holdfast.execution.BatchInput;
import io.holdfast.execution.Watermarks;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.JobListener;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.BatchStart;
import io.holdfast.model.JobListener.Input;
import io.holdfast.model.JobListener.Publication;
import io.holdfast.model.JobListener.PublicationFailure;
import io.holdfast.model.JobListener.Published;
import io.holdfast.model.JobListener.Range;
import io.holdfast.model.JobListener.Ready;
import io.holdfast.model.JobListener.Restart;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.source.SplitRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What listeners hear of a job, in which order. Planted defects: every other batch starts unheard, a delay from the batch time
 * instead of the time it was due, ranges that are empty, publications that fail unheard or count what was published before, events
 * after the end, and a listener's exception passed on.
 */
class JobEventsTest {

    private final RecordedEvents events = new RecordedEvents();
    private final Sums sums;

    JobEventsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        sums = new Sums(scratch).records(24);
        sums.arranged = life -> life.listener(events);
    }

    private static List<Long> batches(List<Object> events, Class<?> kind) {
        return events.stream()
                .filter(kind::isInstance)
                .flatMap(event -> batches(event).stream())
                .toList();
    }

    private static List<Long> batches(Object event) {
        if (event instanceof BatchStart start) {
            return List.of(start.batch());
        } else if (event instanceof BatchReport report) {
            return List.of(report.batch());
        } else if (event instanceof Publishing publishing) {
            return publishing.publication().batches();
        } else if (event instanceof Published published) {
            return published.publication().batches();
        }
        return List.of();
    }

    private int place(long batch, Class<?> kind) {
        List<Object> all = events.all();
        return IntStream.range(0, all.size())
                .filter(i -> kind.isInstance(all.get(i)) && batches(all.get(i)).contains(batch))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " of " + batch + " in " + all));
    }

    @Test
    void aBatchIsStartedThenCommittedThenPublished() {
        sums.runs(12).checkExact();
        List<Long> committed = batches(events.all(), BatchReport.class);
        assertThat(committed).hasSizeGreaterThan(3).isSorted().doesNotHaveDuplicates();
        for (Class<?> kind : List.of(BatchStart.class, Publishing.class, Published.class)) {
            assertThat(batches(events.all(), kind)).as("%s", kind).isEqualTo(committed);
        }
        for (long batch : committed) {
            assertThat(List.of(
                            place(batch, BatchStart.class),
                            place(batch, BatchReport.class),
                            place(batch, Publishing.class),
                            place(batch, Published.class)))
                    .as("batch %d in %s", batch, events.all())
                    .isSortedAccordingTo(Comparator.naturalOrder());
        }
        assertThat(events.all()).first().isInstanceOf(Ready.class);
        assertThat(events.all()).last().isInstanceOf(Ended.class);
    }

    @Test
    void aBatchSaysWhatItReadAndASinkWhatItPublished() {
        sums.runs(12);
        BatchStart second = events.all(BatchStart.class).get(1);
        assertThat(second.ranges()).isEqualTo(Map.of("in", List.of(new Range("even", 2, 4), new Range("odd", 2, 4))));
        BatchReport report = events.all(BatchReport.class).get(1);
        assertThat(report.inputs())
                .isEqualTo(Map.of("in", new Input(4, second.ranges().get("in"))));
        assertThat(report.recordsRead()).isEqualTo(4);
        assertThat(report.time()).isEqualTo(second.time());
        assertThat(report.begun()).isEqualTo(second.begun()).isEqualTo(report.time());
        assertThat(events.all(Published.class).get(1).publication())
                .isEqualTo(new Publication("out", List.of(report.batch()), 4));
    }

    @Test
    void aSplitWithoutRecordsIsNotToldOf() {
        BatchInput input = new BatchInput(
                7,
                0,
                -1,
                Watermarks.NONE,
                Map.of(),
                List.of(new BatchInput.Range("in", new SplitRange(SplitPosition.of("odd", 5, Map.of()), 5), 0)),
                List.of());
        assertThat(BatchEvents.start(input, 0, 0).ranges()).isEmpty();
    }

    /** One step takes all batches that wait. */
    @Test
    void whatAnEarlierProcessLeftIsPublishedInOneStep() {
        sums.target.onStore((after, batch) -> {
            throw new SinkException("target is down");
        });
        assertThat(sums.run(12)).isInstanceOf(SinkException.class);
        List<Long> left = batches(events.all(), BatchReport.class);
        sums.target.onStore((after, batch) -> {});
        sums.world.reboot();
        sums.runs(12).checkExact();
        Published first = events.all(Published.class).get(0);
        assertThat(first.publication().batches()).containsAll(left).hasSizeGreaterThan(1);
    }

    @Test
    void aBatchThatFailsIsStartedAgainAfterTheRestart() {
        AtomicInteger left = new AtomicInteger(1);
        sums.ledger.onRead((split, offset) -> {
            if (offset == 3 && left.getAndDecrement() > 0) {
                throw new SourceException("no answer");
            }
        });
        sums.runs(12).checkExact();
        List<Object> all = events.all();
        int restart = all.indexOf(events.all(Restart.class).get(0));
        List<Long> before = batches(all.subList(0, restart), BatchStart.class);
        long failed = before.get(before.size() - 1);
        assertThat(batches(all.subList(0, restart), BatchReport.class))
                .as("all that will be committed of what ran before")
                .isEqualTo(before.subList(0, before.size() - 1));
        assertThat(events.all(Restart.class).get(0).fromBatch()).isEqualTo(failed - 1);
        assertThat(all.get(restart + 1)).isInstanceOf(Ready.class);
        assertThat(batches(all.subList(restart, all.size()), BatchStart.class)).startsWith(failed);
        assertThat(batches(all, BatchReport.class)).isSorted().doesNotHaveDuplicates();
    }

    /** A step of four records is stored as three and one; the reply to the first is lost. */
    @Test
    void aPublicationThatFailsIsFollowedByOneOfTheRest() {
        AtomicInteger stores = new AtomicInteger();
        sums.target.onStore((after, batch) -> {
            if (after && stores.getAndIncrement() == 0) {
                throw new SinkException("connection lost");
            }
        });
        sums.runs(12).checkExact();
        PublicationFailure failure = events.all(PublicationFailure.class).get(0);
        assertThat(failure.cause()).isInstanceOf(SinkException.class).hasMessage("connection lost");
        long first = failure.publication().batches().get(0);
        assertThat(failure.publication().records()).isEqualTo(4);
        assertThat(events.all(Restart.class).get(0).cause()).hasMessage("connection lost");
        Publication rest = events.all(Published.class).get(0).publication();
        assertThat(rest.batches()).startsWith(first);
        assertThat(events.all(Published.class).stream()
                        .mapToLong(published -> published.publication().records())
                        .sum())
                .isEqualTo(24 - 3);
    }

    /** Two and a half seconds from when a batch was due, of one second each: the next one was due after the first. */
    @Test
    void aBatchThatTakesLongDelaysTheNextOne() {
        sums.ledger.onRead((split, offset) -> {
            if (split.equals("odd") && offset == 3) {
                sums.life().time().advance(Duration.ofMillis(2500));
            }
        });
        sums.runs(16);
        BatchReport slow = events.all(BatchReport.class).get(1);
        BatchReport next = events.all(BatchReport.class).get(2);
        assertThat(slow.schedulingDelay()).isZero();
        assertThat(slow.run()).isEqualTo(Duration.ofMillis(2500));
        assertThat(next.schedulingDelay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(next.begun()).isEqualTo(slow.begun().plusMillis(2500));
        assertThat(next.totalDelay())
                .isEqualTo(Duration.ofMillis(1500).plus(next.run()).plus(next.commit()));
        assertThat(events.all(BatchReport.class).get(4).schedulingDelay()).isZero();
    }

    private static final class Failing implements JobListener {

        private static void fail() {
            throw new IllegalStateException("a listener of no use");
        }

        @Override
        public void ready(Ready ready) {
            fail();
        }

        @Override
        public void started(BatchStart start) {
            fail();
        }

        @Override
        public void committed(BatchReport report) {
            fail();
        }

        @Override
        public void publishing(Publication publication) {
            fail();
        }

        @Override
        public void published(Published published) {
            fail();
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            fail();
        }
    }

    @Test
    void aListenerThatThrowsChangesNothingAndTheOthersHearAll() {
        sums.arranged = life -> life.listener(new Failing()).listener(events);
        sums.runs(12).checkExact();
        assertThat(sums.life().restarts).isEmpty();
        assertThat(batches(events.all(), Published.class))
                .isEqualTo(batches(events.all(), BatchReport.class))
                .hasSizeGreaterThan(3);
        assertThat(events.all()).last().isInstanceOf(Ended.class);
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Listeners listeners = new Listeners(List.of(events));
        listeners.end(null);
        listeners.stopped("letters", "received");
        assertThat(events.all()).singleElement().isInstanceOf(Ended.class);
    }
}

package io.holdfast.source.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.StreamingContext;
import io.holdfast.driver.RecordedEvents;
import io.holdfast.driver.RecordedEvents.Ended;
import io.holdfast.driver.RecordedEvents.Publishing;
import io.holdfast.driver.RecordedEvents.Receiving;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.JobListener;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.Published;
import io.holdfast.model.JobListener.ReceiverFailure;
import io.holdfast.model.JobListener.Reception;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver in a whole job. Planted defects: a receiver that ends, or fails, without a word. */
class ReceivedJobTest {

    private final Path directory;
    private final ConcurrentSkipListMap<Long, List<String>> batches = new ConcurrentSkipListMap<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger(2);

    ReceivedJobTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final RecordedEvents events = new RecordedEvents();

    private StreamingContext job(Letters letters) {
        StreamingContext context = StreamingContext.builder("received")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .listener(events)
                .listener(new JobListener() {
                    @Override
                    public void restarting(Restart restart) {
                        restarts.incrementAndGet();
                    }
                })
                .build();
        context.stream("letters", ReceiverSource.<String>of(() -> letters).restartPause(Duration.ofMillis(1)))
                .map(this::failing)
                .foreachBatch("out", batch -> batches.put(batch.id(), batch.collect()));
        return context;
    }

    /** A batch that was handed out twice counts once. */
    private List<String> published() {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    private String failing(String letter) {
        if (letter.equals("bad") && failures.getAndDecrement() > 0) {
            throw new IllegalArgumentException("bad");
        }
        return letter;
    }

    @Test
    void aBatchThatFailsLosesNothingAndRestartsTheEngineOnly() throws Exception {
        Letters letters = new Letters();
        try (StreamingContext context = job(letters)) {
            context.start();
            letters.send("a");
            await().until(() -> published().size() == 1);
            letters.send("b", "bad", "c");
            await().untilAsserted(() -> assertThat(published()).containsExactly("a", "b", "bad", "c"));
            await().untilAsserted(() -> assertThat(letters.acknowledged).endsWith(4L));
            assertThat(restarts).hasValue(2);
            assertThat(letters.calls).isEqualTo(1);
            assertThat(letters.closed).isFalse();
        }
        assertThat(letters.closed).isTrue();
        assertThat(published()).containsExactly("a", "b", "bad", "c");
    }

    @Test
    void theNextProcessNumbersItsRecordsFromThereOn() throws Exception {
        Letters first = new Letters();
        try (StreamingContext context = job(first)) {
            context.start();
            first.send("a", "b");
            await().until(() -> first.acknowledged.contains(2L));
        }
        Letters second = new Letters();
        try (StreamingContext context = job(second)) {
            context.start();
            second.send("c");
            await().until(() -> second.acknowledged.contains(3L));
            assertThat(second.offsets).containsExactly(2L);
            await().untilAsserted(() -> assertThat(published()).containsExactly("a", "b", "c"));
        }
    }

    /** The sink may publish before the commit is done with the sources. Seen to fail when listeners heard of the commit last. */
    @Test
    void listenersHearOfACommitBeforeItsPublicationHoweverFastTheSinkIs() throws Exception {
        Letters letters = new Letters();
        letters.beforeAcknowledgement =
                () -> await().until(() -> !events.all(Published.class).isEmpty());
        try (StreamingContext context = job(letters)) {
            context.start();
            letters.send("a");
            await().until(() -> !letters.acknowledged.isEmpty());
        }
        assertThat(events.all().stream().filter(event -> event instanceof BatchReport || event instanceof Publishing))
                .hasExactlyElementsOfTypes(BatchReport.class, Publishing.class);
    }

    private List<Object> ofReceivers() {
        return events.all().stream()
                .filter(event ->
                        event instanceof Receiving || event instanceof ReceiverFailure || event instanceof Ended)
                .toList();
    }

    @Test
    void listenersHearOfTheReceiver() throws Exception {
        Reception reception = new Reception("letters", "received");
        Receiving begins = new Receiving(reception, true);
        Receiving stops = new Receiving(reception, false);
        IOException cutOff = new IOException("cut off");
        IllegalStateException notNow = new IllegalStateException("not now");
        Letters letters = new Letters();
        try (StreamingContext context = job(letters)) {
            context.start();
            letters.send("a", cutOff);
            await().until(() -> letters.calls == 2 && letters.acknowledged.contains(1L));
            assertThat(ofReceivers()).containsExactly(begins, new ReceiverFailure(reception, cutOff, 1), begins);
            letters.refusal = notNow;
            letters.send("b");
            await().until(() -> ofReceivers().size() == 4);
        }
        assertThat(ofReceivers())
                .containsExactly(
                        begins,
                        new ReceiverFailure(reception, cutOff, 1),
                        begins,
                        new ReceiverFailure(reception, notNow, 2),
                        stops,
                        new Ended(Optional.empty()));
    }

    /** On the receiver's thread, where nobody would hear of it. Seen to fail: the job went on without its receiver. */
    @Test
    void anErrorOfAListenerEndsTheJobAlsoIfItComesOfAReceiver() throws Exception {
        Letters letters = new Letters();
        StreamingContext context = StreamingContext.builder("received")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(20))
                .listener(new JobListener() {
                    @Override
                    public void receiverFailed(ReceiverFailure failure) {
                        throw new AssertionError("a receiver should not fail");
                    }
                })
                .build();
        context.stream("letters", ReceiverSource.<String>of(() -> letters)).print("out");
        try (context) {
            context.start();
            letters.send(new IOException("cut off"));
            assertThatThrownBy(() -> context.awaitTermination(Duration.ofSeconds(60)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("a receiver should not fail");
        }
    }

    @Test
    void aReceiverThatRefusesFailsAndStopsAndEndsTheJob() throws Exception {
        ConfigurationException refusal = new ConfigurationException("no such queue");
        Letters letters = new Letters();
        try (StreamingContext context = job(letters)) {
            context.start();
            letters.send(refusal);
            assertThatThrownBy(context::awaitTermination).isSameAs(refusal);
        }
        Reception reception = new Reception("letters", "received");
        assertThat(ofReceivers())
                .containsExactly(
                        new Receiving(reception, true),
                        new ReceiverFailure(reception, refusal, 1),
                        new Receiving(reception, false),
                        new Ended(Optional.of(refusal)));
    }
}

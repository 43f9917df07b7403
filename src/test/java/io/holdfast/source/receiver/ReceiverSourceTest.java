package io.holdfast.source.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SplitEnds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiverSourceTest {

    private final Letters letters = new Letters();
    private final ReceiverSource<String> source =
            ReceiverSource.<String>of(() -> letters).restartPause(Duration.ofMillis(1));

    private static boolean isReceiving() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("holdfast-received-receive-letters"));
    }

    @Test
    void recordsAreAcknowledgedWhenTheirBatchIsCommittedAndNotBefore() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            assertThat(reading.plan(10)).isEqualTo(SourcePlan.NOTHING);
            letters.send("a", "b", "c");
            assertThat(reading.batchOf(3)).containsExactly("0a", "1b", "2c");
            assertThat(letters.acknowledged).isEmpty();
            reading.commit();
            assertThat(letters.acknowledged).containsExactly(3L);
            reading.commit();
            assertThat(letters.acknowledged).as("a batch without records").containsExactly(3L);
            assertThat(letters.offsets).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void whatABatchThatFailedHadReadIsReadAgainAndReceivingGoesOn() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", "b", "c", "d");
            assertThat(reading.batchOf(1)).containsExactly("0a");
            reading.commit();
            assertThat(reading.batchOf(2)).containsExactly("1b", "2c");
            reading.fail();
            letters.send("e");
            assertThat(reading.batchOf(4)).containsExactly("1b", "2c", "3d", "4e");
            reading.fail();
            assertThat(reading.batchOf(4)).containsExactly("1b", "2c", "3d", "4e");
            reading.commit();
            assertThat(letters.acknowledged).containsExactly(1L, 5L);
            assertThat(letters.calls).isEqualTo(1);
            assertThat(letters.closed).isFalse();
        }
    }

    /** The next batch is read while the one before is being committed, which may then fail. */
    @Test
    void batchesThatAreReadAheadAreKeptToo() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", "b");
            assertThat(reading.batchOf(1)).containsExactly("0a");
            assertThat(reading.batchOf(1)).containsExactly("1b");
            reading.fail();
            assertThat(reading.batchOf(2)).containsExactly("0a", "1b");
        }
    }

    @Test
    void offsetsGoOnFromTheCheckpoint() throws Exception {
        try (Reading<String> reading = new Reading<>(source, 7)) {
            letters.send("a", "b");
            assertThat(reading.batchOf(2)).containsExactly("7a", "8b");
            reading.commit();
            assertThat(letters.acknowledged).containsExactly(9L);
        }
    }

    @Test
    void aBatchReadsNoMoreThanItMay() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", "b", "c");
            await().until(() -> letters.offsets.size() == 3);
            assertThat(reading.batch(2)).containsExactly("0a", "1b");
            assertThat(reading.batch(2)).containsExactly("2c");
        }
    }

    @Test
    void aReceiverWaitsWhileTheSourceIsFullAndGoesOnAfterACommit() throws Exception {
        try (Reading<String> reading = new Reading<>(source.mostRecords(3))) {
            letters.send("a", "b", "c", "d", "e");
            awaitWaiting();
            assertThat(letters.offsets).containsExactly(0L, 1L, 2L);
            assertThat(reading.batchOf(2)).containsExactly("0a", "1b");
            awaitWaiting();
            assertThat(letters.offsets).as("what is read is not committed").hasSize(3);
            reading.commit();
            assertThat(reading.batchOf(3)).containsExactly("2c", "3d", "4e");
        }
    }

    /** Planted defects: the end is 0; it is as many records as are kept. */
    @Test
    void whatWasReceivedIsToldAlsoAfterItIsReadAndCommitted() throws Exception {
        try (Reading<String> reading = new Reading<>(source, 7)) {
            assertThat(reading.ends()).isEqualTo(SplitEnds.ofRecords(Map.of("received", 7L)));
            letters.send("a", "b", "c");
            await().until(() -> letters.offsets.size() == 3);
            assertThat(reading.batch(2)).containsExactly("7a", "8b");
            assertThat(reading.ends()).isEqualTo(SplitEnds.ofRecords(Map.of("received", 10L)));
            reading.commit();
            assertThat(reading.ends()).isEqualTo(SplitEnds.ofRecords(Map.of("received", 10L)));
        }
    }

    private static void awaitWaiting() {
        await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("holdfast-received-receive-letters"))
                .flatMap(thread -> List.of(thread.getValue()).stream())
                .anyMatch(frame -> frame.getMethodName().equals("await")));
    }

    @Test
    void aReceiverThatThrowsIsCalledAgainAndTheFailureCounted() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", new IOException("cut off"), "b", new IOException("again"), "c");
            assertThat(reading.batchOf(3)).containsExactly("0a", "1b", "2c");
            assertThat(letters.calls).isEqualTo(3);
            assertThat(source.restartPause(Duration.ZERO).failures()).isZero();
            assertThat(source.failures()).isEqualTo(2);
        }
    }

    @Test
    void aReceiverThatReturnsIsNotCalledAgain() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a").end();
            await().until(() -> !isReceiving());
            assertThat(letters.calls).isEqualTo(1);
            assertThat(reading.batchOf(1)).containsExactly("0a");
        }
    }

    @Test
    void aReceiverThatCannotWorkAsItIsConfiguredEndsTheJob() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send(new ConfigurationException("no such queue"));
            await().until(() -> !isReceiving());
            assertThatThrownBy(() -> reading.plan(1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("no such queue");
            assertThat(letters.calls).isEqualTo(1);
        }
    }

    @Test
    void anAcknowledgementThatFailsIsCountedAndTheNextOneCoversIt() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", "b");
            letters.refusal = new IllegalStateException("not now");
            reading.batchOf(1);
            reading.commit();
            letters.refusal = null;
            reading.batchOf(1);
            reading.commit();
            assertThat(letters.acknowledged).containsExactly(2L);
            assertThat(source.failures()).isEqualTo(1);
        }
    }

    @Test
    void theEndOfTheJobEndsTheReceiverAlsoWhileItWaitsForRoom() throws Exception {
        for (boolean isFull : List.of(false, true)) {
            Letters other = new Letters();
            ReceiverSource<String> small =
                    ReceiverSource.<String>of(() -> other).mostRecords(1);
            try (Reading<String> reading = new Reading<>(small)) {
                other.send("a");
                if (isFull) {
                    other.send("b");
                    awaitWaiting();
                }
                reading.batchOf(1);
            }
            assertThat(other.closed).isTrue();
            await().until(() -> !isReceiving());
            assertThat(small.failures()).isZero();
        }
    }

    @Test
    void theNextJobOnTheSameObjectBeginsAtItsCheckpoint() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a");
            reading.batchOf(1);
        }
        letters.closed = false;
        try (Reading<String> reading = new Reading<>(source, 4)) {
            letters.send("b");
            assertThat(reading.batchOf(1)).containsExactly("4b");
        }
    }

    @Test
    void aReadThatIsUnderWayFailsWhenTheReaderIsClosed() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            letters.send("a", "b");
            reading.batchOf(1);
            reading.closeReader();
            await().until(() -> letters.offsets.size() == 2);
            assertThatThrownBy(() -> reading.batch(1))
                    .isInstanceOf(SourceException.class)
                    .hasMessage("source letters was closed while received [1, 2) was read");
        }
    }

    @Test
    void oneObjectIsRefusedForTwoStreams() throws Exception {
        try (Reading<String> reading = new Reading<>(source)) {
            assertThatThrownBy(() -> reading.openAs("parcels"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("sources letters and parcels are the same receiver source object; make one for each");
        }
    }

    @Test
    void aCheckpointThatDoesNotFitWhatIsKeptIsRefused() throws Exception {
        try (Reading<String> reading = new Reading<>(source, 5)) {
            assertThatThrownBy(() -> new Reading<>(source, 3))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("goes on at record 3, but what was received and kept is [5, 5)");
            assertThatThrownBy(() -> new Reading<>(source, 6)).isInstanceOf(SourceException.class);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> source.mostRecords(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("option mostRecords of a receiver source must be from 1 to 100000000, found 0");
        assertThatThrownBy(() -> source.restartPause(Duration.ofMillis(-1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("restartPause");
        ReceiverSource<String> broken = ReceiverSource.of(() -> {
            throw new IOException("no device");
        });
        assertThatThrownBy(() -> new Reading<>(broken))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("source letters: its receiver could not be made")
                .hasMessageContaining("no device");
    }

    @Test
    @SuppressWarnings("BanSerializableRead")
    void aSourceCanBeSentToAnotherJvm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(ReceiverSource.<String>of(Letters::new));
        @SuppressWarnings("unchecked")
        ReceiverSource<String> copy = (ReceiverSource<String>)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        try (Reading<String> reading = new Reading<>(copy)) {
            assertThat(reading.plan(1)).isEqualTo(SourcePlan.NOTHING);
            assertThat(copy.failures()).isZero();
        }
    }
}

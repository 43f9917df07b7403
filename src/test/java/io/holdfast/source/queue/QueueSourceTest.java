package io.holdfast.source.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueSourceTest {

    private final ManualTime time = new ManualTime();
    private final SourceContext context =
            new SourceContext("job", "id", "words", 1, new DeterministicWorkers(1, time), time);
    private List<SplitPosition> positions = List.of();

    private SourceReader<String> start(QueueSource<String> source) throws Exception {
        SourceReader<String> reader = source.open(context);
        reader.start(positions);
        return reader;
    }

    private List<String> batch(SourceReader<String> reader) throws Exception {
        List<String> read = new ArrayList<>();
        SplitRange range = reader.plan(positions, 1).ranges().get(0);
        positions = List.of(reader.read(range, (offset, value) -> read.add(offset + value)));
        return read;
    }

    @Test
    void readsEachQueuedBatchAsOneBatchWhateverTheLimit() throws Exception {
        QueueSource<String> source = QueueSource.of(List.of(List.of("a", "b"), List.of("c")));
        SourceReader<String> reader = start(source);

        assertThat(batch(reader)).containsExactly("0a", "1b");
        assertThat(batch(reader)).containsExactly("2c");
        assertThat(reader.plan(positions, 1)).isEqualTo(SourcePlan.NOTHING);
        source.add(List.of("d"));
        assertThat(batch(reader)).containsExactly("3d");
    }

    /** Planted defect: going by the offset alone plans the empty batch for ever. */
    @Test
    void readsEmptyBatchesOnceEach() throws Exception {
        SourceReader<String> reader = start(QueueSource.of(List.of(List.of(), List.of(), List.of("a"), List.of())));

        assertThat(batch(reader)).isEmpty();
        assertThat(batch(reader)).isEmpty();
        assertThat(batch(reader)).containsExactly("0a");
        assertThat(batch(reader)).isEmpty();
        assertThat(reader.plan(positions, 1)).isEqualTo(SourcePlan.NOTHING);
    }

    @Test
    void readsABatchAgainAndGoesOnAfterARestart() throws Exception {
        QueueSource<String> source = QueueSource.of(List.of(List.of("a"), List.of("b")));
        SourceReader<String> first = start(source);
        batch(first);
        List<SplitPosition> committed = positions;
        assertThat(batch(first)).containsExactly("1b");
        first.close();

        positions = committed;
        assertThat(batch(start(source))).containsExactly("1b");
    }

    @Test
    void refusesToStartWithFewerBatchesThanWereRead() throws Exception {
        batch(start(QueueSource.of(List.of(List.of("a")))));

        assertThatThrownBy(() -> start(QueueSource.of(List.of())))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(
                        "source words: the checkpoint has read 1 batches of the queue, which holds only 0");
    }

    @Test
    void refusesOtherBatchesThanWereRead() throws Exception {
        batch(start(QueueSource.of(List.of(List.of("a")))));
        SourceReader<String> other = start(QueueSource.of(List.of(List.of("a", "b"), List.of("c"))));

        assertThatThrownBy(() -> batch(other))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("queue [1, 2)")
                .hasMessageContaining("[2, 3)");
    }

    @Test
    void failsAReadThatIsUnderWayWhenClosed() throws Exception {
        SourceReader<String> reader = start(QueueSource.of(List.of(List.of("a", "b"))));
        SplitRange range = reader.plan(positions, 1).ranges().get(0);

        assertThatThrownBy(() -> reader.read(range, (offset, value) -> reader.close()))
                .isInstanceOf(SourceException.class);
        reader.close();
    }

    @Test
    @SuppressWarnings("BanSerializableRead")
    void saysThatItCannotBeSentToAnotherJvm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(QueueSource.of(List.of(List.of("a"))));
        QueueSource<?> copy =
                (QueueSource<?>) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThatThrownBy(() -> copy.open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("in the JVM that made it only");
    }
}

package io.holdfast.sink.foreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Codec;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.function.VoidFunction;
import io.holdfast.model.Batch;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.SinkContext;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeachBatchSinkTest {

    private static final class StringCodec implements Codec<String> {

        @Override
        public void encode(String value, BytesWriter out) {
            out.writeString(value);
        }

        @Override
        public String decode(BytesReader in) {
            return in.readString();
        }
    }

    private final List<Batch<String>> seen = new ArrayList<>();

    private static ForeachBatchPublisher<String> publisher(VoidFunction<Batch<String>> function) {
        return new ForeachBatchPublisher<>("alerts", function, new StringCodec());
    }

    private static MemoryOutbox outbox(long batch, String... values) throws Exception {
        return MemoryOutbox.encoded("timeline", batch, new StringCodec()::encode, values);
    }

    @Test
    void callsTheFunctionWithEachBatchInOrder() throws Exception {
        publisher(seen::add).publish(List.of(outbox(4, "a", "b"), outbox(6, "c")), 0);

        assertThat(seen).extracting(Batch::id).containsExactly(4L, 6L);
        assertThat(seen.get(0).collect()).containsExactly("a", "b");
        assertThat(seen.get(0).time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(seen.get(0).timeline()).isEqualTo("timeline");
    }

    @Test
    void leavesOutAFirstBatchThatIsDone() throws Exception {
        publisher(seen::add).publish(List.of(outbox(4, "a", "b"), outbox(6, "c")), 2);

        assertThat(seen).extracting(Batch::id).containsExactly(6L);
    }

    /** Seen to fail without the check: the batch would be committed, and no restart could ever publish it. */
    @Test
    void refusesANullRecordWhileTheBatchCanStillFail() {
        Types types = Types.builder().build();
        ManualTime time = new ManualTime();
        SinkContext context =
                new SinkContext("job", "id", "tl", "alerts", types, new DeterministicWorkers(1, time), time);
        ForeachBatchSink<String> sink = ForeachBatchSink.of(batch -> {});

        assertThatThrownBy(() -> sink.encoder(context).encode(null, new BytesWriter(16)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("alerts")
                .hasMessageContaining("null");
    }

    /** Planted defect: honouring a partial skip shows the function another batch than the first time. */
    @Test
    void passesABatchWholeOrNotAtAll() throws Exception {
        publisher(seen::add).publish(List.of(outbox(4, "a", "b")), 1);

        assertThat(seen.get(0).collect()).containsExactly("a", "b");
    }

    @Test
    void namesSinkAndBatchWhenTheFunctionThrows() {
        assertThatThrownBy(() -> publisher(batch -> {
                            throw new IllegalStateException("no");
                        })
                        .publish(List.of(outbox(4, "a")), 0))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("foreachBatch sink alerts failed for batch 4 of timeline")
                .hasRootCauseMessage("no");
    }

    @Test
    void keepsNoMarker() {
        ForeachBatchSink<String> sink = ForeachBatchSink.of(batch -> {});

        assertThat(sink.keepsMarker()).isFalse();
        assertThat(publisher(batch -> {}).recover()).isNull();
    }
}

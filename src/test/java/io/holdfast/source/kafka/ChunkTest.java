package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ChunkTest {

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(long offset, int epoch) {
        ByteBuffer empty = ByteBuffer.allocate(0);
        return new ConsumerRecord<>(
                "topic",
                0,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                empty,
                empty,
                new RecordHeaders(),
                Optional.of(epoch));
    }

    /**
     * Records at 0 and 9, between them a gap that the new leader wrote: a range that ends in it must not be taken for one of
     * the old leader, whose log ended at 1. Seen to fail when the epoch of the last record taken was kept.
     */
    @Test
    void aPositionInAGapHasTheEpochOfWhatComesAfterIt() {
        Chunk chunk = new Chunk(List.of(record(0, 1), record(9, 2)), 12, 3);
        assertThat(chunk.take(5)).isNotNull();
        assertThat(chunk.take(5)).isNull();
        assertThat(chunk.epochOfNext()).isEqualTo(2);
        assertThat(chunk.take(12)).isNotNull();
        assertThat(chunk.epochOfNext()).as("at the end").isEqualTo(3);
    }
}

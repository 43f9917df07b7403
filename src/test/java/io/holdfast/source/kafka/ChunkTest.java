package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
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

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(
            long offset, @Nullable String key, @Nullable String value, Header... headers) {
        return new ConsumerRecord<>(
                "topic",
                0,
                offset,
                1000 + offset,
                TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length(),
                value == null ? ConsumerRecord.NULL_SIZE : value.length(),
                buffer(key),
                buffer(value),
                new RecordHeaders(headers),
                Optional.empty());
    }

    /** Within a larger array, as the client's are. */
    private static @Nullable ByteBuffer buffer(@Nullable String text) {
        return text == null
                ? null
                : ByteBuffer.wrap(("<" + text + ">").getBytes(StandardCharsets.UTF_8), 1, text.length())
                        .slice();
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static String describe(Chunk chunk) {
        return chunk.offset() + "@" + chunk.timestampMillis() + " " + text(chunk.key()) + "=" + text(chunk.value())
                + Arrays.stream(chunk.headers().toArray()).map(Header::key).toList();
    }

    /** Planted defects: a null that is empty; the place of a value after a null; headers of another record. */
    @Test
    void recordsAreAsTheyWere() {
        Chunk chunk = Chunk.of(
                        List.of(
                                record(3, "a", "one"),
                                record(4, null, "two"),
                                record(6, "c", null, new RecordHeader("trace", new byte[] {1})),
                                record(7, "", ""),
                                record(8, "e", "five")),
                        10,
                        null)
                .get(0);
        List<String> found = new ArrayList<>();
        while (chunk.take(10)) {
            found.add(describe(chunk));
            assertThat(describe(chunk)).as("looked at again").isEqualTo(found.get(found.size() - 1));
        }
        assertThat(found)
                .containsExactly(
                        "3@1003 a=one[]", "4@1004 null=two[]", "6@1006 c=null[trace]", "7@1007 =[]", "8@1008 e=five[]");
        assertThat(chunk.epochOfNext()).isNull();
    }

    /** A deserializer may keep its buffer, and may do with it what it likes. Planted defect: the buffer is that of the chunk. */
    @Test
    void aBufferThatIsKeptHoldsItsRecordOnly() {
        Chunk chunk = Chunk.of(List.of(record(0, "a", "one"), record(1, "b", "two")), 2, null)
                .get(0);
        assertThat(chunk.take(2)).isTrue();
        ByteBuffer kept = Objects.requireNonNull(chunk.value());
        assertThat(chunk.take(2)).isTrue();
        assertThat(text(chunk.value())).isEqualTo("two");
        assertThat(text(kept.clear())).isEqualTo("one");
    }

    /** Compressed records can be much larger than what was fetched. */
    @Test
    void aLargePollIsCutBeforeARecordWithTheEpochOfThatRecord() {
        String megabytes = "x".repeat(3 << 20);
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> records =
                List.of(record(0, "a", megabytes), record(5, 7), record(9, "b", megabytes), record(20, "c", "small"));
        List<Chunk> chunks = Chunk.of(records, 30, 8);
        assertThat(chunks).extracting(Chunk::until).containsExactly(9L, 30L);
        assertThat(chunks.get(0).take(30)).isTrue();
        assertThat(chunks.get(0).take(30)).isTrue();
        assertThat(chunks.get(0).take(30)).isFalse();
        assertThat(chunks.get(0).epochOfNext()).as("unknown for record 9").isNull();
        assertThat(chunks.get(1).take(30)).isTrue();
        assertThat(describe(chunks.get(1))).startsWith("9@1009 b=xxx");
        assertThat(chunks.get(1).take(30)).isTrue();
        assertThat(describe(chunks.get(1))).isEqualTo("20@1020 c=small[]");
        assertThat(chunks.get(1).epochOfNext()).isEqualTo(8);
        assertThat(chunks.get(0).bytes()).isBetween(3L << 20, (3L << 20) + 200);
    }

    @Test
    void aPollWithoutRecordsIsAGap() {
        List<Chunk> chunks = Chunk.of(List.of(), 12, 3);
        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).take(12)).isFalse();
        assertThat(chunks.get(0).until()).isEqualTo(12);
        assertThat(chunks.get(0).epochOfNext()).isEqualTo(3);
        assertThat(chunks.get(0).averageBytes()).isZero();
    }

    /**
     * Records at 0 and 9, between them a gap that the new leader wrote: a range that ends in it must not be taken for one of
     * the old leader, whose log ended at 1. Seen to fail when the epoch of the last record taken was kept.
     */
    @Test
    void aPositionInAGapHasTheEpochOfWhatComesAfterIt() {
        Chunk chunk = Chunk.of(List.of(record(0, 1), record(9, 2)), 12, 3).get(0);
        assertThat(chunk.take(5)).isTrue();
        assertThat(chunk.take(5)).isFalse();
        assertThat(chunk.epochOfNext()).isEqualTo(2);
        assertThat(chunk.take(12)).isTrue();
        assertThat(chunk.epochOfNext()).as("at the end").isEqualTo(3);
    }
}

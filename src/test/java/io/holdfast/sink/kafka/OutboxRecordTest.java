package io.holdfast.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxRecordTest {

    private static final Header[] NONE = {};

    private static ProducerRecord<byte[], byte[]> recoded(OutboxRecord record) {
        BytesWriter out = new BytesWriter(16);
        record.encode(out);
        BytesReader in = new BytesReader(out.toByteArray());
        ProducerRecord<byte[], byte[]> decoded = OutboxRecord.decode(in, "default", 99);
        assertThat(in.remaining()).isZero();
        return decoded;
    }

    @Test
    void keepsEverythingThatIsThere() {
        byte[] key = {1};
        byte[] value = {2, 3};
        Header[] headers = {new RecordHeader("ä", key), new RecordHeader("n", (byte[]) null)};
        assertThat(recoded(new OutboxRecord("t", 4, 5L, key, value, headers)))
                .usingRecursiveComparison()
                .isEqualTo(new ProducerRecord<>("t", 4, 5L, key, value, java.util.List.of(headers)));
    }

    @Test
    void fillsInDefaultsForWhatIsNot() {
        assertThat(recoded(new OutboxRecord(null, null, null, null, null, NONE)))
                .isEqualTo(new ProducerRecord<byte[], byte[]>("default", null, 99L, null, null));
    }

    @Test
    void tellsEmptyFromAbsent() {
        ProducerRecord<byte[], byte[]> record = recoded(new OutboxRecord(null, null, null, new byte[0], null, NONE));
        assertThat(record.key()).isEmpty();
        assertThat(record.value()).isNull();
    }

    @Test
    void refusesFlagsOfALaterVersionAndBytesThatEndEarly() {
        assertThatThrownBy(() -> OutboxRecord.decode(new BytesReader(new byte[] {64}), "t", 0))
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> OutboxRecord.decode(new BytesReader(new byte[] {16, 100, 1}), "t", 0))
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void boundsItsSizeFromAbove() {
        byte @Nullable [] none = null;
        assertThat(new OutboxRecord(null, null, null, none, new byte[1000], NONE).size())
                .isBetween(1000L, 1100L);
    }
}

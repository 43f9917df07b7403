package io.holdfast.sink.kafka;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * One record as it waits in a batch file for its publication. Layout: a byte of flags that say which of the following
 * are there; topic; partition; zigzag timestamp in milliseconds; key; value; number of headers, each a name, a byte that
 * says whether there is a value, and the value. Lengths and numbers are variable-width integers.
 *
 * @param topic null for the topic of the sink
 * @param partition null for the partitioner's choice
 * @param timestampMillis null for the time of the batch
 */
@SuppressWarnings("ArrayRecordComponent") // lives from one function call to the next, and is never compared
record OutboxRecord(
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long timestampMillis,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Header[] headers) {

    private static final int TOPIC = 1;
    private static final int PARTITION = 2;
    private static final int TIMESTAMP = 4;
    private static final int KEY = 8;
    private static final int VALUE = 16;
    private static final int HEADERS = 32;
    private static final int ALL = 63;

    /** What Kafka adds to a record at most: the header of a batch of one, then lengths and numbers. */
    private static final int RECORD_OVERHEAD = 61 + 21 + 10;

    private static final int HEADER_OVERHEAD = 10;

    /** An upper bound of the size that the producer and the broker see, before compression. */
    long size() {
        long size = RECORD_OVERHEAD + length(key) + length(value);
        for (Header header : headers) {
            size += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    void encode(BytesWriter out) {
        out.writeByte((topic == null ? 0 : TOPIC)
                | (partition == null ? 0 : PARTITION)
                | (timestampMillis == null ? 0 : TIMESTAMP)
                | (key == null ? 0 : KEY)
                | (value == null ? 0 : VALUE)
                | (headers.length == 0 ? 0 : HEADERS));
        if (topic != null) {
            out.writeString(topic);
        }
        if (partition != null) {
            out.writeVarInt(partition);
        }
        if (timestampMillis != null) {
            out.writeZigZag(timestampMillis);
        }
        writeIfPresent(key, out);
        writeIfPresent(value, out);
        if (headers.length > 0) {
            out.writeVarInt(headers.length);
            for (Header header : headers) {
                encode(header, out);
            }
        }
    }

    private static void encode(Header header, BytesWriter out) {
        out.writeString(header.key());
        out.writeByte(header.value() == null ? 0 : 1);
        writeIfPresent(header.value(), out);
    }

    private static void writeIfPresent(byte @Nullable [] bytes, BytesWriter out) {
        if (bytes != null) {
            out.writeVarInt(bytes.length);
            out.writeBytes(bytes);
        }
    }

    /** Reads one record straight into what the producer sends. */
    static ProducerRecord<byte[], byte[]> decode(BytesReader in, String defaultTopic, long defaultMillis) {
        int flags = in.readByte();
        if ((flags & ~ALL) != 0) {
            throw new MalformedBytesException("unknown flags of a Kafka outbox record: " + flags);
        }
        String topic = (flags & TOPIC) != 0 ? in.readString() : defaultTopic;
        Integer partition = (flags & PARTITION) != 0 ? in.readVarInt() : null;
        Long timestamp = (flags & TIMESTAMP) != 0 ? in.readZigZag() : defaultMillis;
        byte[] key = (flags & KEY) != 0 ? in.readBytes(in.readLength()) : null;
        byte[] value = (flags & VALUE) != 0 ? in.readBytes(in.readLength()) : null;
        List<Header> headers = (flags & HEADERS) != 0 ? decodeHeaders(in) : null;
        return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
    }

    private static List<Header> decodeHeaders(BytesReader in) {
        int count = in.readLength();
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = in.readString();
            byte[] value = in.readByte() == 0 ? null : in.readBytes(in.readLength());
            headers.add(new RecordHeader(name, value));
        }
        return headers;
    }
}

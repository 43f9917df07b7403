package io.holdfast.sink.kafka;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An outbox in memory. */
record ListOutbox(long batch, List<byte[]> encoded) implements Outbox {

    static <T> ListOutbox of(long batch, OutboxEncoder<T> encoder, List<T> values) throws Exception {
        List<byte[]> encoded = new ArrayList<>();
        for (T value : values) {
            BytesWriter out = new BytesWriter(64);
            encoder.encode(value, out);
            encoded.add(out.toByteArray());
        }
        return new ListOutbox(batch, encoded);
    }

    @Override
    public String timeline() {
        return "t1";
    }

    @Override
    public long batchTimeMillis() {
        return 1_000_000 + batch;
    }

    @Override
    public Digest manifest() {
        return Digest.of(Long.toString(batch).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long records() {
        return encoded.size();
    }

    @Override
    public long bytes() {
        return encoded.stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Override
    public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
        for (int i = (int) firstRecord; i < encoded.size(); i++) {
            if (!visitor.record(new BytesReader(encoded.get(i)))) {
                return i + 1L;
            }
        }
        return encoded.size();
    }
}

package io.holdfast.sink;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An outbox for tests of publishers. */
public record MemoryOutbox(String timeline, long batch, long batchTimeMillis, Digest manifest, List<byte[]> entries)
        implements Outbox {

    /** 2026-01-01T00:00:00Z. */
    public static final long TIME_MILLIS = 1_767_225_600_000L;

    /** What an encoder makes of these values, as one task would stage them. */
    @SafeVarargs
    public static <T> MemoryOutbox encoded(String timeline, long batch, OutboxEncoder<T> encoder, T... values)
            throws Exception {
        List<byte[]> entries = new ArrayList<>();
        encoder.beginBatch();
        for (T value : values) {
            BytesWriter writer = new BytesWriter(16);
            encoder.encode(value, writer);
            entries.add(writer.toByteArray());
        }
        return new MemoryOutbox(timeline, batch, TIME_MILLIS, digest(timeline, batch), entries);
    }

    /** The same batch with the entries of one more task. */
    public MemoryOutbox and(MemoryOutbox task) {
        List<byte[]> both = new ArrayList<>(entries);
        both.addAll(task.entries);
        return new MemoryOutbox(timeline, batch, batchTimeMillis, manifest, both);
    }

    /** A digest that stands for the manifest of a batch. */
    public static Digest digest(String timeline, long batch) {
        return Digest.of((timeline + "/" + batch).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long records() {
        return entries.size();
    }

    @Override
    public long bytes() {
        return entries.stream().mapToLong(entry -> entry.length).sum();
    }

    @Override
    public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
        for (int index = (int) firstRecord; index < entries.size(); index++) {
            if (!visitor.record(new BytesReader(entries.get(index)))) {
                return index + 1L;
            }
        }
        return entries.size();
    }
}

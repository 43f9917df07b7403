package io.holdfast.execution;

import io.holdfast.common.BytesWriter;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import io.holdfast.plan.Node;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.SinkContext;
import org.jspecify.annotations.Nullable;

/** Stages records for a sink: serialized here, in the batch, where a record that cannot be written still fails it. */
final class OutboxStep extends Output {

    private final Node.SinkNode node;
    private final SinkContext sinkContext;
    private final int task;
    private final TaskContext context;
    private final BytesWriter record = new BytesWriter(256);
    private @Nullable OutboxEncoder<Object> encoder;
    private SectionBuffer outbox;

    OutboxStep(Node.SinkNode node, SinkContext sinkContext, int task, TaskContext context) {
        this.node = node;
        this.sinkContext = sinkContext;
        this.task = task;
        this.context = context;
        this.outbox = newOutbox();
    }

    private SectionBuffer newOutbox() {
        return new SectionBuffer(Manifest.Section.OUTBOX, node.name(), task);
    }

    @Override
    void accept(Object value) {
        record.reset();
        try {
            encoder().encode(value, record);
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
        BytesWriter out = outbox.writer();
        out.writeVarInt(record.size());
        out.writeBytes(record.array(), 0, record.size());
        outbox.endEntry();
    }

    @Override
    void begin() {
        encoder().beginBatch();
    }

    private OutboxEncoder<Object> encoder() {
        OutboxEncoder<Object> current = encoder;
        if (current == null) {
            current = node.sink().encoder(sinkContext);
            encoder = current;
        }
        return current;
    }

    /** What the batch staged here; the next batch begins with nothing. */
    SectionBuffer take() {
        SectionBuffer taken = outbox;
        outbox = newOutbox();
        return taken;
    }

    void close() {
        if (encoder != null) {
            encoder.close();
        }
    }
}

package io.holdfast.sink.print;

import io.holdfast.common.BytesReader;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints outboxes. Each task staged up to {@code count} records; of all of them, {@code count} are printed. */
final class PrintPublisher implements Publisher {

    private final String sink;
    private final int count;
    private final PrintStream stream;

    PrintPublisher(String sink, int count, PrintStream stream) {
        this.sink = sink;
        this.count = count;
        this.stream = stream;
    }

    @Override
    public @Nullable Marker recover() {
        return null;
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        boolean firstIsDone = skipRecords >= outboxes.get(0).records();
        for (Outbox outbox : outboxes.subList(firstIsDone ? 1 : 0, outboxes.size())) {
            stream.print(text(outbox));
        }
        stream.flush();
    }

    /** One string for the whole batch, so that other output does not come between its lines. */
    private String text(Outbox outbox) throws Exception {
        List<String> records = new ArrayList<>();
        outbox.visit(0, record -> collect(record, records));
        StringBuilder text = new StringBuilder();
        text.append("--- ").append(sink).append(" at ").append(Instant.ofEpochMilli(outbox.batchTimeMillis()));
        text.append(" (batch ").append(outbox.batch()).append(") ---\n");
        records.forEach(record -> text.append(record).append('\n'));
        if (records.size() < outbox.records()) {
            text.append("...\n");
        }
        return text.toString();
    }

    private boolean collect(BytesReader record, List<String> records) {
        if (record.remaining() > 0 && records.size() < count) {
            records.add(record.readString());
        }
        return records.size() < count;
    }

    @Override
    public void close() {}
}

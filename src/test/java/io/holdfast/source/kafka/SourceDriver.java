package io.holdfast.source.kafka;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Drives a source as the engine does: plans, reads every range, and remembers the positions for the next start. */
final class SourceDriver<T> implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Source<T> source;
    private final TimeSource time;
    private final Map<String, SplitPosition> positions = new LinkedHashMap<>();
    private final List<T> records = new ArrayList<>();
    private final List<OffsetRange> lost = new ArrayList<>();
    private @Nullable SourceReader<T> reader;

    SourceDriver(Source<T> source) {
        this(source, TimeSource.SYSTEM);
    }

    SourceDriver(Source<T> source, TimeSource time) {
        this.source = source;
        this.time = time;
    }

    /** Opens a reader at the positions of the last batch. */
    SourceDriver<T> start() throws Exception {
        SourceReader<T> opened = source.open(new SourceContext("job", "id", "in", 2, new ThreadWorkers("job"), time));
        reader = opened;
        opened.start(List.copyOf(positions.values()));
        return this;
    }

    SourceDriver<T> restart() throws Exception {
        close();
        return start();
    }

    /** Plans, reads and commits one batch; one that fails leaves nothing. */
    SourcePlan batch(long limit) throws Exception {
        SourceReader<T> reader = reader();
        SourcePlan plan = reader.plan(List.copyOf(positions.values()), limit);
        Map<String, SplitPosition> moved = new LinkedHashMap<>();
        List<T> read = new ArrayList<>();
        for (SplitRange range : plan.ranges()) {
            moved.put(range.split(), reader.read(range, (offset, value) -> read.add(value)));
        }
        reader.confirm();
        lost.addAll(plan.lost());
        plan.dropped().forEach(positions::remove);
        positions.putAll(moved);
        records.addAll(read);
        reader.committed(List.copyOf(positions.values()));
        return plan;
    }

    /** Runs batches until so many records were read in total. */
    List<T> readTotal(int count) {
        Awaitility.await(count + " records").atMost(PATIENCE).until(() -> {
            batch(1000);
            return records.size() >= count;
        });
        return records;
    }

    /** Runs batches until the split is at the offset. */
    void readTo(String split, long offset) {
        Awaitility.await(split + " at " + offset).atMost(PATIENCE).until(() -> {
            batch(1000);
            return offset(split) >= offset;
        });
    }

    /** The next offset of a split; -1 while the split is unknown. */
    long offset(String split) {
        SplitPosition position = positions.get(split);
        return position == null ? -1 : position.offset();
    }

    SourceReader<T> reader() {
        return Objects.requireNonNull(reader);
    }

    List<T> records() {
        return records;
    }

    List<OffsetRange> lost() {
        return lost;
    }

    Map<String, SplitPosition> positions() {
        return positions;
    }

    /** Pretends that the checkpoint holds this position. */
    void position(SplitPosition position) {
        positions.put(position.split(), position);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}

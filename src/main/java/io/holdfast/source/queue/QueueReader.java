package io.holdfast.source.queue;

import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import io.holdfast.source.queue.QueuedBatches.QueuedBatch;
import java.util.List;
import java.util.Map;

/**
 * Reads queued batches one by one. Offsets count the records of all batches; an attribute counts the batches, since an
 * empty one does not move the offset.
 */
final class QueueReader<T> implements SourceReader<T> {

    private static final String SPLIT = "queue";
    private static final String BATCHES = "batches";

    private final String source;
    private final QueuedBatches<T> queue;
    private volatile boolean closed;

    QueueReader(String source, QueuedBatches<T> queue) {
        this.source = source;
        this.queue = queue;
    }

    @Override
    public void start(List<SplitPosition> positions) {
        for (SplitPosition position : positions) {
            if (batchesRead(position) > queue.size()) {
                throw new SourceException("source " + source + ": the checkpoint has read " + batchesRead(position)
                        + " batches of the queue, which holds only " + queue.size()
                        + "; use the same QueueSource object again, or put the same batches in");
            }
        }
    }

    private static int batchesRead(SplitPosition position) {
        return Integer.parseInt(position.attributes().getOrDefault(BATCHES, "0"));
    }

    @Override
    public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        SplitPosition from = positions.isEmpty() ? position(0, 0) : positions.get(0);
        int next = batchesRead(from);
        if (next == queue.size()) {
            return SourcePlan.NOTHING;
        }
        int records = queue.batch(next).records().size();
        // An empty range is not read: where it begins must already be past the empty batch.
        SplitPosition begin = records == 0 ? position(from.offset(), next + 1) : from;
        return SourcePlan.of(List.of(new SplitRange(begin, from.offset() + records)));
    }

    private static SplitPosition position(long offset, int batchesRead) {
        return SplitPosition.of(SPLIT, offset, Map.of(BATCHES, Integer.toString(batchesRead)));
    }

    @Override
    public SplitEnds ends() {
        int batches = queue.size();
        if (batches == 0) {
            return SplitEnds.UNKNOWN;
        }
        QueuedBatch<T> last = queue.batch(batches - 1);
        return SplitEnds.ofRecords(Map.of(SPLIT, last.offset() + last.records().size()));
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception {
        if (range.isEmpty()) {
            return range.from();
        }
        int index = batchesRead(range.from());
        QueuedBatch<T> batch = queue.batch(index);
        long end = batch.offset() + batch.records().size();
        if (range.from().offset() != batch.offset() || range.until() != end) {
            throw new SourceException("source " + source + ": expected batch " + index + " of the queue to be "
                    + range.offsets() + ", found it to be [" + batch.offset() + ", " + end
                    + "); put the same batches in as before the restart");
        }
        long offset = batch.offset();
        for (T value : batch.records()) {
            if (closed) {
                throw new SourceException("source " + source + " was closed while " + range.offsets() + " was read");
            }
            output.record(offset++, value);
        }
        return position(end, index + 1);
    }

    @Override
    public void committed(List<SplitPosition> positions) {}

    @Override
    public void close() {
        closed = true;
    }
}

package io.holdfast.source.receiver;

import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a receiver has stored. It comes and goes with the engine; the records stay with the source. */
final class ReceiverReader<T> implements SourceReader<T> {

    static final String SPLIT = "received";

    private final SourceContext context;
    private final ReceiverSource<T> source;
    private volatile @Nullable Reception<T> reception;
    private volatile boolean closed;

    ReceiverReader(SourceContext context, ReceiverSource<T> source) {
        this.context = context;
        this.source = source;
    }

    @Override
    public void start(List<SplitPosition> positions) {
        reception = source.receive(context, position(positions).offset());
    }

    private static SplitPosition position(List<SplitPosition> positions) {
        return positions.isEmpty() ? position(0) : positions.get(0);
    }

    private static SplitPosition position(long offset) {
        return SplitPosition.of(SPLIT, offset, Map.of());
    }

    private Reception<T> reception() {
        return Objects.requireNonNull(reception, "not started");
    }

    @Override
    public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        reception().check();
        SplitPosition from = position(positions);
        long available = reception().records().end() - from.offset();
        return available <= 0
                ? SourcePlan.NOTHING
                : SourcePlan.of(List.of(new SplitRange(from, from.offset() + Math.min(available, recordLimit))));
    }

    @Override
    public SplitEnds ends() {
        return SplitEnds.ofRecords(Map.of(SPLIT, reception().records().end()));
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception {
        long offset = range.from().offset();
        for (T record : reception().records().slice(offset, range.until())) {
            if (closed) {
                throw new SourceException(
                        "source " + context.source() + " was closed while " + range.offsets() + " was read");
            }
            output.record(offset++, record);
        }
        return position(range.until());
    }

    @Override
    public void committed(List<SplitPosition> positions) {
        reception().committed(position(positions).offset());
    }

    @Override
    public void close() {
        closed = true;
    }
}

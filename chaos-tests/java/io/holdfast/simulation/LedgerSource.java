package io.holdfast.simulation;

import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads an {@link InputLedger}, and checks that what it is told to be committed is. */
public final class LedgerSource<T> implements Source<T> {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable InputLedger ledger;
    private final transient @Nullable World world;

    public LedgerSource(InputLedger ledger, World world) {
        this.ledger = ledger;
        this.world = world;
    }

    @Override
    public String kind() {
        return "ledger";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader<>(context.source(), Objects.requireNonNull(ledger), Objects.requireNonNull(world));
    }

    private static final class Reader<T> implements SourceReader<T> {
        private final String source;
        private final InputLedger ledger;
        private final World world;
        private boolean closed;

        Reader(String source, InputLedger ledger, World world) {
            this.source = source;
            this.ledger = ledger;
            this.world = world;
        }

        @Override
        public void start(List<SplitPosition> positions) {
            for (SplitPosition position : positions) {
                if (position.offset() > ledger.records(position.split()).size()) {
                    throw new SourceException("the ledger ends before " + position);
                }
            }
        }

        @Override
        public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
            Map<String, SplitPosition> known = new LinkedHashMap<>();
            positions.forEach(position -> known.put(position.split(), position));
            List<SplitRange> ranges = new ArrayList<>();
            ledger.splits().forEach((split, records) -> {
                SplitPosition from = known.getOrDefault(split, SplitPosition.of(split, 0, Map.of()));
                long until = Math.min(from.offset() + ledger.recordsPerPlan(), records.size());
                if (until > from.offset() || !known.containsKey(split)) {
                    ranges.add(new SplitRange(from, until));
                }
            });
            return SourcePlan.of(ranges);
        }

        @Override
        public SplitEnds ends() {
            Map<String, Long> ends = new LinkedHashMap<>();
            ledger.splits().forEach((split, records) -> ends.put(split, (long) records.size()));
            return SplitEnds.ofRecords(ends);
        }

        @Override
        public long recordsPerRead() {
            return ledger.recordsPerRead();
        }

        @Override
        @SuppressWarnings("unchecked")
        public SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception {
            for (long offset = range.from().offset(); offset < range.until(); offset++) {
                if (closed) {
                    throw new SourceException("closed while read");
                }
                ledger.aboutToRead(range.split(), offset);
                output.record(offset, (T) ledger.record(range.split(), offset));
            }
            return SplitPosition.of(range.split(), range.until(), Map.of());
        }

        @Override
        public void committed(List<SplitPosition> positions) {
            world.past().checkAcknowledged(source, positions);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

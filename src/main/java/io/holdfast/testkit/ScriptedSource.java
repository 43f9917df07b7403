package io.holdfast.testkit;

import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** Stands in for a source of the job: one split, of which a batch reads all that is there at its step. */
final class ScriptedSource implements Source<Object> {

    private static final long serialVersionUID = 1L;
    private static final String SPLIT = "test";

    private final String kind;
    private final transient InputLog log;
    private final transient IntSupplier step;

    /** In the place of a source of this kind. */
    ScriptedSource(String kind, InputLog log, IntSupplier step) {
        this.kind = kind;
        this.log = log;
        this.step = step;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public SourceReader<Object> open(SourceContext context) {
        return new Reader(log, step);
    }

    private static final class Reader implements SourceReader<Object> {

        private final InputLog log;
        private final IntSupplier step;
        private boolean closed;

        Reader(InputLog log, IntSupplier step) {
            this.log = log;
            this.step = step;
        }

        @Override
        public void start(List<SplitPosition> positions) {}

        @Override
        public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
            SplitPosition from = positions.isEmpty() ? position(0) : positions.get(0);
            int end = log.end(step.getAsInt());
            return end <= from.offset() ? SourcePlan.NOTHING : SourcePlan.of(List.of(new SplitRange(from, end)));
        }

        private static SplitPosition position(long offset) {
            return SplitPosition.of(SPLIT, offset, Map.of());
        }

        @Override
        public SplitPosition read(SplitRange range, RecordOutput<? super Object> output) throws Exception {
            for (long offset = range.from().offset(); offset < range.until(); offset++) {
                if (closed) {
                    throw new SourceException("the source was closed while " + range.offsets() + " was read");
                }
                output.record(offset, log.record(offset));
            }
            return position(range.until());
        }

        @Override
        public void committed(List<SplitPosition> positions) {}

        @Override
        public void close() {
            closed = true;
        }
    }
}

package io.holdfast.testkit;

import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.util.List;

/** A source whose plans somebody else sees, and may replace. */
final class PlannedSource<T> implements Source<T> {

    private static final long serialVersionUID = 1L;

    private final Source<T> original;
    private final transient Planner planner;

    PlannedSource(Source<T> original, Planner planner) {
        this.original = original;
        this.planner = planner;
    }

    /** Decides what a batch reads. */
    @FunctionalInterface
    interface Planner {
        SourcePlan plan(List<SplitPosition> positions, Asked original) throws Exception;
    }

    /** What the source itself would read. */
    @FunctionalInterface
    interface Asked {
        SourcePlan plan() throws Exception;
    }

    @Override
    public String kind() {
        return original.kind();
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader<>(original.open(context), planner);
    }

    @Override
    public void ended() {
        original.ended();
    }

    private record Reader<T>(SourceReader<T> original, Planner planner) implements SourceReader<T> {

        @Override
        public void start(List<SplitPosition> positions) throws Exception {
            original.start(positions);
        }

        @Override
        public SourcePlan plan(List<SplitPosition> positions, long recordLimit) throws Exception {
            return planner.plan(positions, () -> original.plan(positions, recordLimit));
        }

        @Override
        public long recordsPerRead() {
            return original.recordsPerRead();
        }

        @Override
        public SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception {
            return original.read(range, output);
        }

        @Override
        public void confirm() throws Exception {
            original.confirm();
        }

        @Override
        public void committed(List<SplitPosition> positions) {
            original.committed(positions);
        }

        @Override
        public void close() {
            original.close();
        }
    }
}

package io.holdfast.drill;

import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.List;

/** A source that does not hear of commits, because it would tell the world, which looks at the real job. */
final class QuietSource<T> implements Source<T> {

    private static final long serialVersionUID = 1L;

    private final Source<T> original;

    QuietSource(Source<T> original) {
        this.original = original;
    }

    @Override
    public String kind() {
        return original.kind();
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new QuietReader<>(original.open(context));
    }

    @Override
    public boolean canBeReadAgain() {
        return original.canBeReadAgain();
    }

    @Override
    public void ended() {
        original.ended();
    }

    private record QuietReader<T>(SourceReader<T> original) implements SourceReader<T> {

        @Override
        public void start(List<SplitPosition> positions) throws Exception {
            original.start(positions);
        }

        @Override
        public SourcePlan plan(List<SplitPosition> positions, long recordLimit) throws Exception {
            return original.plan(positions, recordLimit);
        }

        @Override
        public SplitEnds ends() {
            return original.ends();
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
        public void committed(List<SplitPosition> positions) {}

        @Override
        public void close() {
            original.close();
        }
    }
}

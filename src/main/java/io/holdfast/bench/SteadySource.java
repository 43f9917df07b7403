package io.holdfast.bench;

import io.holdfast.common.TimeSource;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.util.List;
import java.util.Map;

/**
 * A record in each period, which arrives when the period ends and says when that was: in nanoseconds, as
 * {@link TimeSource#monotonicNanos} counts. For jobs that begin anew and do not restart.
 */
final class SteadySource implements Source<Long> {

    private static final long serialVersionUID = 1L;
    private static final String SPLIT = "0";

    private final long periodNanos;
    private volatile long beginNanos;

    SteadySource(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** When the record at this offset arrives. */
    long arrivalNanos(long offset) {
        return beginNanos + (offset + 1) * periodNanos;
    }

    @Override
    public String kind() {
        return "steady";
    }

    @Override
    public SourceReader<Long> open(SourceContext context) {
        return new Reader(context.time());
    }

    private final class Reader implements SourceReader<Long> {

        private final TimeSource time;

        Reader(TimeSource time) {
            this.time = time;
        }

        @Override
        public void start(List<SplitPosition> positions) {
            beginNanos = time.monotonicNanos();
        }

        @Override
        public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
            long from = positions.isEmpty() ? 0 : positions.get(0).offset();
            long arrived = (time.monotonicNanos() - beginNanos) / periodNanos;
            long until = Math.min(arrived, from + recordLimit);
            return until <= from ? SourcePlan.NOTHING : SourcePlan.of(List.of(new SplitRange(at(from), until)));
        }

        private static SplitPosition at(long offset) {
            return SplitPosition.of(SPLIT, offset, Map.of());
        }

        @Override
        public SplitPosition read(SplitRange range, RecordOutput<? super Long> output) throws Exception {
            for (long offset = range.from().offset(); offset < range.until(); offset++) {
                output.record(offset, arrivalNanos(offset));
            }
            return at(range.until());
        }

        @Override
        public void committed(List<SplitPosition> positions) {}

        @Override
        public void close() {}
    }
}

package io.holdfast.driver;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.ReadLimits;
import io.holdfast.source.PlanlessReader;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SplitRange;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;

/** The pace of a source of which only the size of records is known, on a clock that stands still until it is moved. */
final class ManualPace extends PlanlessReader {

    long recordBytes;
    private final ManualTime time = new ManualTime();
    private final SourcePace pace;

    ManualPace(ReadLimits limits) {
        pace = new SourcePace("in", limits, this, time, new Control(new Attention(new ThreadWorkers("pace"))));
    }

    long next(long recordLimit) {
        return pace.limit(recordLimit);
    }

    void read(long records) {
        pace.read(records);
    }

    void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    @Override
    public long recordBytes() {
        return recordBytes;
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super Object> output) {
        return range.from();
    }
}

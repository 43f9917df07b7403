package io.holdfast.source;

import io.holdfast.format.SplitPosition;
import java.util.List;

/** A reader whose ranges the test makes itself: it plans nothing, and need not be started or closed. */
public abstract class PlanlessReader implements SourceReader<Object> {

    @Override
    public final void start(List<SplitPosition> positions) {}

    @Override
    public final SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        return SourcePlan.NOTHING;
    }

    @Override
    public final void committed(List<SplitPosition> positions) {}

    @Override
    public final void close() {}
}

package io.holdfast.execution;

import io.holdfast.model.EventTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says when each record happened, and keeps the highest watermark of each range that the task reads. */
final class TimeStep extends Output {

    /** A range without records. */
    private static final long UNSEEN = -1;

    private final FailedRecords failed;
    private final EventTime<Object> eventTime;
    private final Output next;
    private final TaskContext context;
    private long[] marks = {};

    TimeStep(EventTime<Object> eventTime, Output next, FailedRecords failed, TaskContext context) {
        this.failed = failed;
        this.eventTime = eventTime;
        this.next = next;
        this.context = context;
    }

    @Override
    void begin() {
        int ranges = context.input().ranges().size();
        if (marks.length < ranges) {
            marks = new long[ranges];
        }
        Arrays.fill(marks, UNSEEN);
    }

    @Override
    void accept(Object value) throws Exception {
        Origin origin = context.origin;
        try {
            origin.timeMillis = eventTime.timestampMillis(value);
            marks[origin.split] = Math.max(marks[origin.split], eventTime.watermarkMillis(value, origin.timeMillis));
        } catch (Throwable e) {
            failed.take(e, value);
            return;
        }
        next.accept(value);
    }

    /** The highest watermark per source and split that the batch has shown here. */
    void collect(Map<String, Map<String, Long>> seen) {
        List<BatchInput.Range> ranges = context.input().ranges();
        for (int i = 0; i < ranges.size(); i++) {
            if (marks[i] != UNSEEN) {
                seen.computeIfAbsent(ranges.get(i).source(), source -> new HashMap<>())
                        .merge(ranges.get(i).range().split(), marks[i], Math::max);
            }
        }
    }
}

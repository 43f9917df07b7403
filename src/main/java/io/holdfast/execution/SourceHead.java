package io.holdfast.execution;

import io.holdfast.failure.UserCodeException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceReader;
import java.util.ArrayList;
import java.util.List;

/** Reads this task's ranges of one source. */
final class SourceHead implements Head {

    private final String source;
    private final int task;
    private final SourceReader<?> reader;
    private final Output next;
    private final FailedRecords failed;
    private final TaskContext context;
    private final List<SplitPosition> positions = new ArrayList<>();
    private long records;

    SourceHead(
            String source, int task, SourceReader<?> reader, Output next, FailedRecords failed, TaskContext context) {
        this.source = source;
        this.failed = failed;
        this.task = task;
        this.reader = reader;
        this.next = next;
        this.context = context;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        positions.clear();
        records = 0;
        List<BatchInput.Range> ranges = input.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            BatchInput.Range range = ranges.get(i);
            if (range.task() == task && range.source().equals(source)) {
                positions.add(read(range, i));
            }
        }
        context.origin.clear();
    }

    private SplitPosition read(BatchInput.Range range, int split) throws Exception {
        if (range.range().isEmpty()) {
            return range.range().from();
        }
        Origin origin = context.origin;
        origin.split = split;
        try {
            return reader.read(range.range(), new Records());
        } catch (UserCodeException e) {
            throw context.hasReported(e) ? e : context.failedIn(source, e);
        }
    }

    /** Records as the source reads them. */
    private final class Records implements RecordOutput<Object> {

        @Override
        public void record(long offset, Object value) throws Exception {
            context.origin.offset = offset;
            records++;
            next.accept(value);
        }

        @Override
        public void failed(long offset, String text, UserCodeException failure) throws Exception {
            if (!failed.areDiverted()) {
                throw failure;
            }
            context.origin.offset = offset;
            records++;
            failed.take(failure, text);
        }
    }

    String source() {
        return source;
    }

    /** Where the splits that were read go on. */
    List<SplitPosition> positions() {
        return List.copyOf(positions);
    }

    long records() {
        return records;
    }
}

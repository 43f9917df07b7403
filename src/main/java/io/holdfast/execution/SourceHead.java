package io.holdfast.execution;

import io.holdfast.failure.UserCodeException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
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
    private final List<Unread> unread = new ArrayList<>();
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

    /** What is left to read of a range. */
    private static final class Unread {
        private final int split;
        private final long until;
        private SplitPosition position;

        Unread(int split, SplitRange range) {
            this.split = split;
            this.until = range.until();
            this.position = range.from();
        }

        long length() {
            return until - position.offset();
        }
    }

    long recordsPerRead() {
        return reader.recordsPerRead();
    }

    /** In how many parts it reads a batch, at least one. */
    long parts(BatchInput input) {
        long offsets = input.ranges().stream()
                .filter(this::isOwn)
                .mapToLong(range -> range.range().until() - range.range().from().offset())
                .sum();
        return Math.max(1, (offsets - 1) / reader.recordsPerRead() + 1);
    }

    private boolean isOwn(BatchInput.Range range) {
        return range.task() == task && range.source().equals(source);
    }

    @Override
    public void begin(BatchInput input) {
        positions.clear();
        unread.clear();
        records = 0;
        for (int i = 0; i < input.ranges().size(); i++) {
            if (isOwn(input.ranges().get(i))) {
                unread.add(new Unread(i, input.ranges().get(i).range()));
            }
        }
        removeRead();
    }

    /**
     * Reads as much as is read at a time, of all ranges about the same, round after round. The order of records follows from the
     * lengths of the ranges, and is the same if a batch that was cut is replayed with what it has read.
     */
    @Override
    public void runPart() throws Exception {
        for (long left = reader.recordsPerRead(); left > 0 && !unread.isEmpty(); ) {
            long share = Math.max(1, left / unread.size());
            for (Unread range : unread) {
                long length = Math.min(Math.min(share, left), range.length());
                read(range, length);
                left -= length;
            }
            removeRead();
        }
        context.origin.clear();
    }

    private void removeRead() {
        unread.removeIf(range -> {
            boolean isRead = range.length() == 0;
            if (isRead) {
                positions.add(range.position);
            }
            return isRead;
        });
    }

    /** Reads what is the last part. */
    @Override
    public void run(BatchInput input) throws Exception {
        runPart();
    }

    @Override
    public void cut() {
        unread.forEach(range -> positions.add(range.position));
        unread.clear();
    }

    private void read(Unread range, long length) throws Exception {
        if (length > 0) {
            long until = range.position.offset() + length;
            range.position = read(new SplitRange(range.position, until), range.split);
        }
    }

    private SplitPosition read(SplitRange range, int split) throws Exception {
        context.origin.split = split;
        try {
            return reader.read(range, new Records());
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

package io.holdfast.execution;

import io.holdfast.failure.ConfigurationException;
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
        if (reader.recordsPerRead() < 1) {
            throw new ConfigurationException("source '" + source + "' says that it can be read "
                    + reader.recordsPerRead() + " records at a time; expected at least 1 of its SourceReader");
        }
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

    /** Whether more of the batch is left to read than one part. */
    boolean hasParts() {
        return unread.stream().mapToLong(Unread::length).sum() > part();
    }

    /** How much is read at a time: at least something of each range. */
    private long part() {
        return Math.max(reader.recordsPerRead(), unread.size());
    }

    private boolean isOwn(BatchInput.Range range) {
        return range.task() == task && range.source().equals(source);
    }

    @Override
    public boolean runsInParts() {
        return true;
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
     * Reads a part, of all ranges about the same, round after round. The order of records follows from the lengths of the ranges, and is
     * the same, part by part, if a batch that was cut is replayed with what it has read.
     */
    @Override
    public void runPart() throws Exception {
        for (long left = part(); left > 0 && !unread.isEmpty(); ) {
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

    @Override
    public void run(BatchInput input) throws Exception {
        runPart();
        unread.forEach(range -> positions.add(range.position));
        unread.clear();
    }

    private void read(Unread range, long length) throws Exception {
        if (length > 0) {
            long until = range.position.offset() + length;
            SplitPosition read = read(new SplitRange(range.position, until), range.split);
            if (read.offset() != until) {
                throw new IllegalStateException("source '" + source + "' was to read " + read.split() + " from offset "
                        + range.position.offset() + " up to " + until + ", but says that it came to " + read.offset()
                        + ": its SourceReader must return where the split goes on");
            }
            range.position = read;
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

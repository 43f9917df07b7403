package io.holdfast.source.file;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a directory. All that must survive is in the positions; this object only keeps the last listing
 * and an average line length, by which a record limit becomes a number of bytes.
 */
final class TextFileReader implements SourceReader<String> {

    /** What a line is taken to have until some were read. */
    private static final long FIRST_LINE_BYTES = 128;

    private final SourceContext context;
    private final TextFileOptions options;
    private final AtomicLong linesRead = new AtomicLong(1);
    private final AtomicLong bytesRead = new AtomicLong(FIRST_LINE_BYTES);
    private SortedMap<String, FileIdentity> listing = new TreeMap<>();
    private List<FileSplit> unread = List.of();
    private boolean listed;
    private long listedNanos;
    private volatile boolean closed;

    TextFileReader(SourceContext context, TextFileOptions options) {
        this.context = context;
        this.options = options;
    }

    @Override
    public void start(List<SplitPosition> positions) {
        if (!Files.isDirectory(options.path())) {
            throw new ConfigurationException("source " + context.source() + ": " + options.path()
                    + " is not a directory; create it, or name another one");
        }
        compare(splits(positions));
    }

    private static List<FileSplit> splits(List<SplitPosition> positions) {
        return positions.stream().map(FileSplit::of).toList();
    }

    private FileLedger compare(List<FileSplit> known) {
        try {
            long nanos = context.time().monotonicNanos();
            if (!listed || nanos - listedNanos >= options.scanInterval().toNanos()) {
                Set<String> paths = known.stream().map(FileSplit::path).collect(Collectors.toSet());
                listing = new DirectoryScan(options).files(paths);
                listed = true;
                listedNanos = nanos;
            }
            FileLedger ledger =
                    new FileLedger(context.source(), options, context.time().wallMillis());
            ledger.compare(known, listing);
            return ledger;
        } catch (IOException e) {
            throw failed("cannot list directory " + options.path(), e);
        }
    }

    private SourceException failed(String what, IOException cause) {
        return new SourceException("source " + context.source() + ": " + what + ": " + cause, cause);
    }

    @Override
    public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        FileLedger ledger = compare(splits(positions));
        unread = ledger.unread;
        List<SplitRange> ranges = new ArrayList<>();
        for (FileSplit split : ledger.changed) {
            ranges.add(split.until(split.offset()));
        }
        addUnread(ledger.unread, byteLimit(recordLimit), ranges);
        return new SourcePlan(ranges, List.of(), ledger.dropped);
    }

    @Override
    public SplitEnds ends() {
        Map<String, Long> ends = new HashMap<>();
        unread.forEach(file -> ends.put(file.name(), file.identity().size()));
        return new SplitEnds(ends, recordBytes());
    }

    @Override
    public long recordBytes() {
        return Math.max(1, bytesRead.get() / linesRead.get());
    }

    private long byteLimit(long recordLimit) {
        long lineBytes = recordBytes();
        return recordLimit > Long.MAX_VALUE / lineBytes ? Long.MAX_VALUE : recordLimit * lineBytes;
    }

    /** Deals the limit out to as many files as are read at the same time, in order; later files get what is left. */
    private void addUnread(List<FileSplit> unread, long byteLimit, List<SplitRange> ranges) {
        int lanes = Math.min(unread.size(), Math.max(1, context.parallelism()));
        long left = byteLimit;
        for (int i = 0; i < unread.size() && left > 0; i++) {
            SplitRange range = range(unread.get(i), left / Math.max(1, lanes - i));
            if (range != null) {
                ranges.add(range);
                left -= range.until() - range.from().offset();
            }
        }
    }

    private @Nullable SplitRange range(FileSplit split, long bytes) {
        Path file = options.path(split.path());
        try {
            boolean isNew = split.sample().isEmpty();
            if (bytes <= 0 && !split.isComplete()) {
                return null;
            }
            FileSplit sampled = isNew ? split.withSample(ContentSample.of(file)) : split;
            long size = split.identity().size();
            long target = bytes > size - split.offset() ? size : split.offset() + bytes;
            long end = LineBoundary.find(file, target, size, options.maxLineBytes());
            if (end < 0) {
                throw LineReader.tooLong(file, split.offset(), options.maxLineBytes());
            }
            return sampled.until(end);
        } catch (NoSuchFileException e) {
            listed = false;
            return null;
        } catch (IOException e) {
            throw failed("cannot read file " + file, e);
        }
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super String> output) throws Exception {
        FileSplit split = FileSplit.of(range.from());
        if (range.isEmpty()) {
            return range.from();
        }
        Path file = options.path(split.path());
        checkUnchanged(split, file);
        long lines;
        try {
            lines = new LineReader(file, options, () -> closed).read(split.offset(), range.until(), output);
        } catch (NoSuchFileException e) {
            throw new FileLedger(context.source(), options, 0).disappeared(split);
        }
        checkUnchanged(split, file);
        linesRead.addAndGet(lines);
        bytesRead.addAndGet(range.until() - split.offset());
        return split.withOffset(range.until()).position();
    }

    /** Before and after: what was read in between is then what the position says. */
    private void checkUnchanged(FileSplit split, Path file) {
        FileIdentity found;
        try {
            found = FileIdentity.of(file);
        } catch (IOException e) {
            throw failed("cannot read file " + file, e);
        }
        FileLedger ledger = new FileLedger(context.source(), options, 0);
        if (found == null) {
            throw ledger.disappeared(split);
        }
        if (!found.equals(split.identity())) {
            throw ledger.changed(split, found);
        }
    }

    @Override
    public void committed(List<SplitPosition> positions) {}

    @Override
    public void close() {
        closed = true;
    }
}

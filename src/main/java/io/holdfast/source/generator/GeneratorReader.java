package io.holdfast.source.generator;

import io.holdfast.common.Check;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a generator. A split is named by its number. What is available is counted from the positions at the start, so
 * that a restart neither loses nor invents time; what a batch did not take stays available, as it would in a log.
 */
final class GeneratorReader<T> implements SourceReader<T> {

    /** Bounds a batch when neither a rate nor the engine does. */
    static final long UNPACED_RECORDS_PER_BATCH = 1_000_000;

    private static final String SPLITS = "splits";

    private final SourceContext context;
    private final RecordFunction<T> function;
    private final GeneratorOptions options;
    private final Map<String, String> attributes;
    private long[] startOffsets = {};
    private long startNanos;
    private volatile boolean closed;

    GeneratorReader(SourceContext context, RecordFunction<T> function, GeneratorOptions options) {
        this.context = context;
        this.function = function;
        this.options = options;
        attributes = Map.of(SPLITS, Integer.toString(options.splits()));
    }

    /** What a split has and the batch could read. */
    private record Backlog(int split, long from, long records) {}

    @Override
    public void start(List<SplitPosition> positions) {
        for (SplitPosition position : positions) {
            if (!position.attributes().equals(attributes)) {
                throw new ConfigurationException("source " + context.source() + " has " + options.splits()
                        + " splits, but split " + position.split() + " of the checkpoint was written with "
                        + position.attributes().get(SPLITS) + "; set this number of splits again");
            }
        }
        startOffsets = offsets(positions);
        startNanos = context.time().monotonicNanos();
    }

    private long[] offsets(List<SplitPosition> positions) {
        long[] offsets = new long[options.splits()];
        for (SplitPosition position : positions) {
            offsets[Integer.parseInt(position.split())] = position.offset();
        }
        return offsets;
    }

    @Override
    public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        long elapsedNanos = context.time().monotonicNanos() - startNanos;
        long[] offsets = offsets(positions);
        List<Backlog> backlogs = new ArrayList<>();
        for (int split = 0; split < offsets.length; split++) {
            long records = end(split, elapsedNanos) - offsets[split];
            if (records > 0) {
                backlogs.add(new Backlog(split, offsets[split], records));
            }
        }
        return SourcePlan.of(deal(backlogs, recordLimit));
    }

    /** Up to where a split has records after this time. */
    private long end(int split, long elapsedNanos) {
        return Math.min(
                options.recordsOf(split), saturatedSum(startOffsets[split], options.recordsOf(split, elapsedNanos)));
    }

    /** Of a generator that has all its records from the beginning nobody asks how far it is. */
    @Override
    public SplitEnds ends() {
        if (!options.isPaced()) {
            return SplitEnds.UNKNOWN;
        }
        long elapsedNanos = context.time().monotonicNanos() - startNanos;
        Map<String, Long> ends = new HashMap<>();
        for (int split = 0; split < startOffsets.length; split++) {
            ends.put(Integer.toString(split), end(split, elapsedNanos));
        }
        return SplitEnds.ofRecords(ends);
    }

    private static long saturatedSum(long first, long second) {
        long sum = first + second;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Gives the smallest backlogs first, so that what they leave goes to the others in equal parts. */
    private List<SplitRange> deal(List<Backlog> backlogs, long recordLimit) {
        long left = options.isPaced() ? recordLimit : Math.min(recordLimit, UNPACED_RECORDS_PER_BATCH);
        backlogs.sort(Comparator.comparingLong(Backlog::records));
        List<SplitRange> ranges = new ArrayList<>();
        for (int i = 0; i < backlogs.size(); i++) {
            Backlog backlog = backlogs.get(i);
            long records = Math.min(backlog.records(), left / (backlogs.size() - i));
            if (records > 0) {
                ranges.add(new SplitRange(position(backlog.split(), backlog.from()), backlog.from() + records));
                left -= records;
            }
        }
        ranges.sort(Comparator.comparingInt(range -> Integer.parseInt(range.split())));
        return ranges;
    }

    private SplitPosition position(int split, long offset) {
        return SplitPosition.of(Integer.toString(split), offset, attributes);
    }

    @Override
    public long recordsPerRead() {
        return RECORDS_PER_READ;
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super T> output) throws Exception {
        int split = Integer.parseInt(range.split());
        Check.that(split < options.splits(), "asked for split %d of %d", split, options.splits());
        OffsetRandom random = new OffsetRandom(options.seed(), split);
        for (long offset = range.from().offset(); offset < range.until(); offset++) {
            if (closed) {
                throw new SourceException(
                        "source " + context.source() + " was closed while " + range.offsets() + " was read");
            }
            random.moveTo(offset);
            T value;
            try {
                value = make(split, offset, random);
            } catch (UserCodeException e) {
                output.failed(offset, "", e);
                continue;
            }
            output.record(offset, value);
        }
        return position(split, range.until());
    }

    private T make(int split, long offset, OffsetRandom random) {
        T value;
        try {
            value = function.record(split, offset, random);
        } catch (Exception e) {
            throw new UserCodeException("the function of " + place(split, offset) + " failed: " + e, e);
        }
        if (value == null) {
            throw new UserCodeException(
                    "the function of " + place(split, offset) + " returned null; expected a record for every offset");
        }
        return value;
    }

    private String place(int split, long offset) {
        return "generator source " + context.source() + ", split " + split + ", offset " + offset;
    }

    @Override
    public void committed(List<SplitPosition> positions) {}

    @Override
    public void close() {
        closed = true;
    }
}

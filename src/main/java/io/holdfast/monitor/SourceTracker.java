package io.holdfast.monitor;

import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.JobListener.Input;
import io.holdfast.model.JobListener.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Follows a source. */
final class SourceTracker {

    private static final Comparator<SplitStatus> MOST_UNREAD_FIRST = Comparator.comparingLong(
                    (SplitStatus split) -> split.end() == null ? 0 : split.next() - split.end())
            .thenComparing(SplitStatus::split);

    private final String name;
    private final String kind;
    private final BehindClock clock = new BehindClock();

    /** The splits that were read last. */
    private final Map<String, Long> next = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > SourceStatus.LISTED;
        }
    };

    private long records;
    private long receiverFailures;
    private @Nullable Backlog backlog;
    private @Nullable SourceStatus status;

    SourceTracker(String name, String kind) {
        this.name = name;
        this.kind = kind;
    }

    void committed(long millis, @Nullable Input input, @Nullable Backlog left) {
        if (input != null) {
            records += input.records();
            for (Range range : input.ranges()) {
                next.put(range.split(), range.until());
            }
        }
        if (left != null) {
            // What came while a batch was planned is what the next one reads: nothing is behind.
            clock.observe(millis, left.limited() ? left.unread() : List.of());
            left.unread().forEach(unread -> next.put(unread.split(), unread.next()));
        }
        backlog = left;
        status = null;
    }

    void receiverFailed() {
        receiverFailures++;
        status = null;
    }

    /** Found once for each change: there are more events than changes of a source. */
    SourceStatus status() {
        SourceStatus known = status;
        if (known == null) {
            known = found();
            status = known;
        }
        return known;
    }

    private SourceStatus found() {
        List<SplitStatus> splits = splits();
        SplitStatus oldest = splits.stream()
                .filter(split -> split.behindSinceMillis() != null)
                .min(Comparator.comparing(split -> Objects.requireNonNull(split.behindSinceMillis())))
                .orElse(null);
        Backlog left = backlog;
        return new SourceStatus(
                name,
                kind,
                records,
                left == null ? next.size() : Math.max(left.splits(), next.size()),
                left == null ? null : left.records(),
                oldest == null ? null : oldest.behindSinceMillis(),
                oldest != null && oldest.atLeast(),
                left == null ? null : left.limit(),
                left != null && left.limited(),
                receiverFailures,
                splits);
    }

    private List<SplitStatus> splits() {
        Backlog left = backlog;
        Map<String, Long> ends = new HashMap<>();
        if (left != null) {
            left.unread().forEach(unread -> ends.put(unread.split(), unread.end()));
        }
        List<SplitStatus> splits = new ArrayList<>();
        next.forEach((split, offset) -> splits.add(new SplitStatus(
                split,
                offset,
                left == null ? null : ends.getOrDefault(split, offset),
                clock.sinceMillis(split),
                clock.isAtLeast(split))));
        splits.sort(MOST_UNREAD_FIRST);
        return List.copyOf(splits);
    }
}

package io.holdfast.simulation.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition: records and the control records that end transactions, with gaps where compaction or
 * retention removed some, under leader epochs.
 */
final class PartitionLog {

    private static final long NOBODY = -1;

    private final ArrayList<Entry> entries = new ArrayList<>();
    private final TreeMap<Integer, Long> epochs = new TreeMap<>(Map.of(0, 0L));
    private final Map<Long, LogTransaction> open = new LinkedHashMap<>();
    private long start;
    private long end;

    /** What is written. */
    @SuppressWarnings("ArrayRecordComponent")
    record Payload(byte @Nullable [] key, byte @Nullable [] value, long timestampMillis, Header[] headers) {

        Payload(byte @Nullable [] key, byte @Nullable [] value, long timestampMillis) {
            this(key, value, timestampMillis, new RecordHeaders().toArray());
        }
    }

    /** One transaction of one producer in this log. */
    private static final class LogTransaction {
        private final long producerId;
        private final long first;
        private boolean aborted;

        LogTransaction(long producerId, long first) {
            this.producerId = producerId;
            this.first = first;
        }
    }

    /** A record, or the control record of a transaction if it has no payload. */
    record Entry(long offset, int epoch, @Nullable Payload payload, @Nullable LogTransaction transaction) {

        boolean isReadable(boolean committedOnly) {
            return payload != null && !(committedOnly && transaction != null && transaction.aborted);
        }
    }

    /** What a fetch brings: readable records, where the next fetch goes on, and the epoch of the last entry before. */
    record Fetched(List<Entry> records, long next, @Nullable Integer epoch) {}

    /** An epoch that the log knows and the offset after its last entry. */
    record EpochEnd(int epoch, long end) {}

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /** Up to where no transaction is open. */
    long stableEnd() {
        return open.values().stream()
                .mapToLong(transaction -> transaction.first)
                .min()
                .orElse(end);
    }

    long end(boolean committedOnly) {
        return committedOnly ? stableEnd() : end;
    }

    int epoch() {
        return epochs.lastKey();
    }

    void append(Payload payload) {
        add(payload, null);
    }

    void append(long producerId, Payload payload) {
        add(payload, open.computeIfAbsent(producerId, id -> new LogTransaction(id, end)));
    }

    /** Writes the control record that ends the producer's transaction; it is there even if nothing else is. */
    void endTransaction(long producerId, boolean commit) {
        LogTransaction transaction = open.remove(producerId);
        if (transaction != null) {
            transaction.aborted = !commit;
        }
        add(null, transaction == null ? new LogTransaction(NOBODY, end) : transaction);
    }

    private void add(@Nullable Payload payload, @Nullable LogTransaction transaction) {
        entries.add(new Entry(end++, epoch(), payload, transaction));
    }

    /** Retention: the log begins later. */
    void deleteBefore(long offset) {
        start = Math.max(start, Math.min(offset, end));
        entries.removeIf(entry -> entry.offset < start);
    }

    /** Compaction: the offset stays, its record goes. */
    void compact(long offset) {
        entries.removeIf(entry -> entry.offset == offset);
    }

    /** Another leader, which has everything. */
    void newEpoch() {
        epochs.put(epoch() + 1, end);
    }

    /** Another leader, whose log ends earlier. */
    void truncate(long offset) {
        entries.removeIf(entry -> entry.offset >= offset);
        end = Math.min(end, offset);
        open.values().removeIf(transaction -> transaction.first >= offset);
        int next = epoch() + 1;
        epochs.values().removeIf(first -> first >= end && first > 0);
        epochs.put(next, end);
    }

    /** The last epoch that is not above the given one, and where it ends. */
    EpochEnd endOf(int epoch) {
        Map.Entry<Integer, Long> known = epochs.floorEntry(epoch);
        if (known == null) {
            return new EpochEnd(-1, -1);
        }
        Long next = epochs.higherEntry(known.getKey()) == null
                ? null
                : epochs.higherEntry(known.getKey()).getValue();
        return new EpochEnd(known.getKey(), next == null ? end : next);
    }

    /** Reads so many entries from an offset on, which must lie in the log. */
    Fetched read(long from, boolean committedOnly, int entriesMax) {
        List<Entry> records = new ArrayList<>();
        long limit = end(committedOnly);
        long next = from;
        Integer epoch = null;
        int seen = 0;
        for (Entry entry : entries) {
            if (entry.offset >= from && entry.offset < limit && seen < entriesMax) {
                seen++;
                if (entry.isReadable(committedOnly)) {
                    records.add(entry);
                }
                next = entry.offset + 1;
                epoch = entry.epoch;
            }
        }
        // Behind the last entry there may be only gaps.
        return new Fetched(records, seen < entriesMax ? Math.max(next, limit) : next, epoch);
    }

    /** All records that a reader of committed records can ever see up to now, by offset. */
    Map<Long, Payload> committed() {
        Map<Long, Payload> all = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.offset < stableEnd() && entry.isReadable(true)) {
                all.put(entry.offset, entry.payload);
            }
        }
        return all;
    }
}

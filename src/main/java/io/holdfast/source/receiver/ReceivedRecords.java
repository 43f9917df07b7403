package io.holdfast.source.receiver;

import io.holdfast.common.Workers;
import io.holdfast.failure.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The records that are not committed yet: a ring in which the place of a record follows from its offset. Thread-safe. */
final class ReceivedRecords<T> implements RecordStore<T> {

    private static final Duration UNTIL_THERE_IS_ROOM = Duration.ofDays(1);

    private final String source;
    private final Workers workers;
    private final @Nullable Object[] ring;
    private long begin;
    private long end;
    private boolean closed;
    private CompletableFuture<Boolean> room = new CompletableFuture<>();

    /** Begins with no records, at an offset. */
    ReceivedRecords(String source, long begin, int mostRecords, Workers workers) {
        this.source = source;
        this.workers = workers;
        this.begin = begin;
        this.end = begin;
        ring = new Object[mostRecords];
    }

    @Override
    public long store(T record) {
        Objects.requireNonNull(record, "a received record is null");
        while (true) {
            CompletableFuture<Boolean> change;
            synchronized (this) {
                if (closed) {
                    throw new SourceException("source " + source + " takes no more records: the job has ended");
                }
                if (end - begin < ring.length) {
                    ring[place(end)] = record;
                    return end++;
                }
                change = room;
            }
            await(change);
        }
    }

    private void await(CompletableFuture<Boolean> change) {
        boolean unused = workers.await(change, UNTIL_THERE_IS_ROOM);
        if (Thread.currentThread().isInterrupted()) {
            throw new SourceException("source " + source + ": a thread that waited to store a record was interrupted");
        }
    }

    private int place(long offset) {
        return (int) (offset % ring.length);
    }

    /** The offset after the last record. */
    synchronized long end() {
        return end;
    }

    /** Fails unless all records from this offset on are still here. */
    synchronized void requireFrom(long offset) {
        if (offset < begin || offset > end) {
            throw new SourceException("source " + source + ": the checkpoint goes on at record " + offset
                    + ", but what was received and kept is [" + begin + ", " + end
                    + "); a receiver cannot be read again: start the job anew, in another process");
        }
    }

    @SuppressWarnings("unchecked")
    synchronized List<T> slice(long from, long until) {
        requireFrom(from);
        requireFrom(until);
        List<T> records = new ArrayList<>((int) (until - from));
        for (long offset = from; offset < until; offset++) {
            records.add((T) Objects.requireNonNull(ring[place(offset)]));
        }
        return records;
    }

    /** Forgets the records before this offset. */
    synchronized void release(long upTo) {
        for (; begin < upTo; begin++) {
            ring[place(begin)] = null;
        }
        room.complete(true);
        room = new CompletableFuture<>();
    }

    /** Takes no more records; who waits to store one is told so. */
    synchronized void close() {
        closed = true;
        room.complete(true);
    }
}

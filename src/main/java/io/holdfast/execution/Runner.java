package io.holdfast.execution;

import io.holdfast.format.Manifest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where batches are computed. The driver calls it from one thread, one batch at a time; after a failure of {@link #run} it
 * closes the runner and begins with a new one from the last committed batch.
 */
public interface Runner extends AutoCloseable {

    /** Of a batch that is read to its end, however long that takes. */
    long TO_THE_END = Long.MAX_VALUE;

    /**
     * Computes a batch, changed state serialized.
     *
     * @param readNanos for so long it is read, part by part, and less than a part longer: the positions of its output say how far it
     *     came. Its first part is always read
     */
    BatchOutput run(BatchInput input, long readNanos) throws Exception;

    /**
     * From how many records of a source on a batch can be cut, and does not have to be held in memory as a whole;
     * {@link Long#MAX_VALUE} if some operator or source needs batches whole.
     */
    long cutFrom();

    /** How each shard stands after the batch, with the newest snapshots that its manifest may name. */
    List<Manifest.ShardProgress> shards(long batch);

    /**
     * Brings timers up to date between batches.
     *
     * @param times per table of state, what time it is
     * @return per table the earliest deadline, exact if it is due
     */
    Map<String, Long> settleTimers(Map<String, Long> times) throws Exception;

    /** Begins a snapshot of all state as of the last batch, at once and in the background; the driver's next batches may name it. */
    void requestSnapshot(long batch) throws Exception;

    /** Done when the chains of deltas are short enough for another batch. */
    CompletableFuture<Void> roomForDeltas();

    /** About how many bytes of memory the cached state takes. */
    long cacheBytes();

    /** What the state takes now: asks all shards, so not for every batch. */
    StateUse use() throws Exception;

    @Override
    void close();
}

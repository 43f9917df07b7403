package io.holdfast.state;

import io.holdfast.common.Workers;
import java.nio.file.Path;
import java.util.List;

/**
 * What a shard is and works with.
 *
 * @param jobId the job, recorded in snapshots
 * @param shard its number
 * @param keyGroupFrom its first key group
 * @param keyGroupUntil the key group after its last
 * @param operators the names of the operators with state
 * @param values how values are encoded
 * @param options limits
 * @param directory scratch space of its own, which does not exist yet and is removed when the shard closes
 * @param stores opens its working store
 * @param snapshots where its snapshots are stored
 * @param transfers carries the files of snapshots
 * @param workers where the thread for snapshots comes from
 */
public record ShardSetup(
        String jobId,
        int shard,
        int keyGroupFrom,
        int keyGroupUntil,
        List<String> operators,
        ValueCodec values,
        Options options,
        Path directory,
        WorkingStore.Factory stores,
        SnapshotFiles snapshots,
        Transfers transfers,
        Workers workers) {

    public ShardSetup {
        operators = List.copyOf(operators);
    }

    /**
     * Limits of a shard.
     *
     * @param cacheBytes about how many bytes of memory cached entries may take; overrun by what one batch's values are
     *     larger than the operator's values were before
     * @param replayBudgetBytes deltas that a restart should replay at most, in bytes before compression. A snapshot is
     *     begun at half of it, and at four times of it the job waits for the snapshot. Each batch counts 32 KiB more
     *     than its deltas, for its file, and each entry 64 bytes more, for its place in an index.
     * @param writeBackKeys how many keys a batch writes back for a snapshot besides two for each that it changed
     */
    public record Options(long cacheBytes, long replayBudgetBytes, long writeBackKeys) {

        private static final long USUAL_WRITE_BACK_KEYS = 1000;

        /** With the usual pace of writing back, 1,000 keys. */
        public Options(long cacheBytes, long replayBudgetBytes) {
            this(cacheBytes, replayBudgetBytes, USUAL_WRITE_BACK_KEYS);
        }

        /** 64 MiB of cache, 64 MiB of deltas: about a third of a second of replay. */
        public static final Options DEFAULT = new Options(64L << 20, 64L << 20);
    }
}

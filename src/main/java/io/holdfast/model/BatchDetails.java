package io.holdfast.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a committed batch tells whoever watches a job, beside what it read and computed.
 *
 * @param waits what kept the batch from beginning when it was due
 * @param read how long sources were read, with what was done to their records before the first shuffle
 * @param compute how long the rest took
 * @param seal how long it took to serialize changed state and output
 * @param backlogs what the batch left unread, by the name of the source; only sources that can tell
 * @param recordLimit about how many records fill a batch interval, as the speed of batches so far suggests
 * @param states what each table of state takes: most operators have one, of their name
 * @param replayBytes about how many bytes a restart would replay, of the shard that has the most
 * @param snapshots how far snapshots are
 * @param watermarks of operators that go by event time, by name; only those that have one already
 * @param oldestRetained the oldest batch that can be restored
 */
public record BatchDetails(
        Waits waits,
        Duration read,
        Duration compute,
        Duration seal,
        Map<String, Backlog> backlogs,
        long recordLimit,
        Map<String, StateUse> states,
        long replayBytes,
        Snapshots snapshots,
        Map<String, Instant> watermarks,
        long oldestRetained) {

    /** Of a batch of which nothing is known. */
    public static final BatchDetails NONE = new BatchDetails(
            Waits.NONE,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Map.of(),
            0,
            Map.of(),
            0,
            new Snapshots(0, 0, -1),
            Map.of(),
            0);

    /**
     * How long a batch waited, one after the other.
     *
     * @param sinks until no sink was too far behind
     * @param commits until not too many batches waited for the disk
     * @param snapshots until the changes since the last snapshot were few enough
     */
    public record Waits(Duration sinks, Duration commits, Duration snapshots) {

        /** Nothing kept it. */
        public static final Waits NONE = new Waits(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * What was there when a batch was planned, and that it does not read.
     *
     * @param splits how many splits are known
     * @param records about how many records, in all splits
     * @param unread the splits that have some, at most {@value #LISTED}, those with the most first
     * @param limit about how many records the batch was allowed to read
     * @param limited whether that is why it does not read them: if not, they came while it was planned
     */
    public record Backlog(int splits, long records, List<Unread> unread, long limit, boolean limited) {

        /** How many splits are listed. */
        public static final int LISTED = 100;
    }

    /**
     * A split with more than a batch reads.
     *
     * @param next the offset that is read next
     * @param end the offset after the last record that is there
     */
    public record Unread(String split, long next, long end) {}

    /**
     * A table of state. Bytes are measured about once a second.
     *
     * @param operator the operator it belongs to
     * @param keys with state
     * @param changed how many entries the batch has put or deleted
     * @param deltaBytes what they take in the file of the batch
     * @param cacheBytes about what it takes in memory
     * @param storeBytes about what it takes in the working store, in memory and on the local disk
     */
    public record StateUse(
            String operator, long keys, long changed, long deltaBytes, long cacheBytes, long storeBytes) {}

    /**
     * Snapshots.
     *
     * @param shards how many shards have state
     * @param onTheirWay how many of them have begun a snapshot that no batch names yet
     * @param oldest the batch that the oldest snapshot in use holds the effects of; -1 without one
     */
    public record Snapshots(int shards, int onTheirWay, long oldest) {}
}

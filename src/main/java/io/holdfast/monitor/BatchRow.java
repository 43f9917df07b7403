package io.holdfast.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A batch in one line.
 *
 * @param change grows whenever a row changes: who has seen a number asks for what is newer
 * @param batch its id
 * @param timeMillis its time, since the epoch
 * @param begunMillis when it began, since the epoch
 * @param records how many records it read
 * @param waitMillis how long it began after it was due
 * @param waitSinksMillis how much of that because sinks were too far behind
 * @param waitCommitsMillis because too many batches waited for the disk
 * @param waitSnapshotsMillis because a snapshot was overdue
 * @param readMillis sources, and what was done to their records before the first shuffle
 * @param computeMillis what came after the first shuffle
 * @param sealMillis the rest of its run: changed state and output were serialized
 * @param commitMillis from then on until it was durable
 * @param publishMillis from then on until the slowest sink had published it; null while one has not, 0 if it had no output
 * @param unreadRecords what all sources had beyond what it read; null if none can tell
 * @param recordLimit about how many records fill a batch interval, as the speed of batches so far suggests
 * @param limited whether that kept it from reading more
 * @param keys with state after it
 * @param fileBytes of its file
 * @param cacheBytes of cached state
 */
public record BatchRow(
        long change,
        long batch,
        long timeMillis,
        long begunMillis,
        long records,
        double waitMillis,
        double waitSinksMillis,
        double waitCommitsMillis,
        double waitSnapshotsMillis,
        double readMillis,
        double computeMillis,
        double sealMillis,
        double commitMillis,
        @Nullable Double publishMillis,
        @Nullable Long unreadRecords,
        long recordLimit,
        boolean limited,
        long keys,
        long fileBytes,
        long cacheBytes) {

    /** From its beginning until it was durable. */
    public double workMillis() {
        return readMillis + computeMillis + sealMillis + commitMillis;
    }

    BatchRow published(long newChange, double millis) {
        return new BatchRow(
                newChange,
                batch,
                timeMillis,
                begunMillis,
                records,
                waitMillis,
                waitSinksMillis,
                waitCommitsMillis,
                waitSnapshotsMillis,
                readMillis,
                computeMillis,
                sealMillis,
                commitMillis,
                millis,
                unreadRecords,
                recordLimit,
                limited,
                keys,
                fileBytes,
                cacheBytes);
    }
}

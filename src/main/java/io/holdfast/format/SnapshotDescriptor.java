package io.holdfast.format;

import java.util.List;

/**
 * What a snapshot of one shard is made of. Immutable once stored; manifests name it by the digest of its stored bytes.
 *
 * @param jobId the job it belongs to
 * @param shard the shard
 * @param keyGroupFrom the shard's first key group
 * @param keyGroupUntil the key group after its last
 * @param through X: the snapshot holds all effects of batches up to this one
 * @param dirtyThrough B: the newest batch of which it may hold effects
 * @param files all files of the working copy
 */
public record SnapshotDescriptor(
        String jobId,
        int shard,
        int keyGroupFrom,
        int keyGroupUntil,
        long through,
        long dirtyThrough,
        List<SnapshotFile> files) {

    public SnapshotDescriptor {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param name its name in the working copy
     * @param storedName its name in the {@code files} directory of the checkpoint; never given to other content
     * @param length in bytes
     * @param crc32c of its content
     */
    public record SnapshotFile(String name, String storedName, long length, int crc32c) {}
}

package io.holdfast.state;

import io.holdfast.codec.PaneKey;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * How keys are spread: the canonical bytes of a key hash to a key group, and each shard owns a contiguous range of key
 * groups. The number of groups and the hash are fixed when a checkpoint directory is created.
 */
public final class KeyGroups {

    /** The number of key groups. */
    public static final int COUNT = 256;

    /** The name of the hash in the manifest: MurmurHash3 x86 32-bit with seed 0; the group is its low eight bits. */
    public static final String HASH = "murmur3_x86_32/0";

    private KeyGroups() {}

    /** The hash of a key's canonical bytes; of a pane key, one that has the group of the key in it. */
    public static int hash(byte[] bytes, int offset, int length) {
        if (length > PaneKey.PREFIX && bytes[offset] == PaneKey.TAG) {
            int ofKey = hash(bytes, offset + PaneKey.PREFIX, length - PaneKey.PREFIX);
            return ofPane(ofKey, PaneKey.timeMillis(bytes, offset), PaneKey.level(bytes, offset));
        }
        return MurmurHash3.hash32x86(bytes, offset, length, 0);
    }

    /** The hash of a pane key: the group is that of the key, the other bits differ from pane to pane. */
    public static int ofPane(int hashOfKey, long timeMillis, int level) {
        long mixed = (timeMillis * 31 + level) * 0x9E3779B97F4A7C15L;
        return hashOfKey ^ ((int) (mixed >>> 32) & -COUNT);
    }

    /** The key group of a hash. */
    public static int group(int hash) {
        return hash & (COUNT - 1);
    }

    /** The first key group of a shard; shard {@code shards} marks the end. */
    public static int firstGroup(int shard, int shards) {
        return (shard * COUNT + shards - 1) / shards;
    }

    /** The shard that owns a key group. */
    public static int shard(int group, int shards) {
        return group * shards / COUNT;
    }
}

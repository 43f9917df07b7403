package io.holdfast.reader;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Damage;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.state.KeyGroups;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the deltas of some batches say of one operator: of each key the last, in the order of key group and key, as in a
 * snapshot. Used by one thread.
 */
final class DeltaOverlay {

    private final TreeMap<byte[], byte @Nullable []> changes = new TreeMap<>(Arrays::compareUnsigned);
    private boolean hasGap;

    /**
     * Reads the deltas of the batches from one to another.
     *
     * @throws CorruptCheckpointException if one is missing or damaged, or does not follow from the one before
     */
    static DeltaOverlay read(StoredCheckpoint checkpoint, String operator, long from, StoredBatch last) {
        DeltaOverlay overlay = new DeltaOverlay();
        Manifest child = null;
        for (long batch = last.id(); batch >= from; batch--) {
            try (BatchFileReader file = checkpoint.file(batch)) {
                requireLink(checkpoint, file, child == null ? last.manifest() : child, child == null);
                child = file.manifest();
                overlay.addOlder(file, operator);
            }
        }
        return overlay;
    }

    /** Whether this is the file that its successor means by its digest; of the last, whether it is what was opened. */
    private static void requireLink(StoredCheckpoint checkpoint, BatchFileReader file, Manifest known, boolean same) {
        boolean linked = same
                ? file.manifest().nonce().equals(known.nonce())
                : file.digest().equals(known.parent())
                        && file.manifest().jobId().equals(known.jobId());
        if (!linked) {
            throw Damage.of(
                    checkpoint.storage(),
                    FileNames.batch(file.manifest().batch()),
                    same ? "nonce " + known.nonce() : "a manifest with SHA-256 " + known.parent(),
                    same ? file.manifest().nonce() : file.digest().hex());
        }
    }

    private void addOlder(BatchFileReader file, String operator) {
        hasGap |= !file.manifest().states().containsKey(operator);
        DeltaOverlay batch = new DeltaOverlay();
        for (Manifest.Chunk chunk : file.chunks(Section.DELTA, operator)) {
            file.visitDelta(chunk, batch.new Collector());
        }
        if (changes.isEmpty()) {
            changes.putAll(batch.changes);
        } else {
            batch.changes.forEach((key, value) -> {
                if (!changes.containsKey(key)) {
                    changes.put(key, value);
                }
            });
        }
    }

    /** Takes entries in order, so that the last of a key stays. */
    private final class Collector implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            changes.put(
                    storeKey(bytes, keyOffset, keyLength),
                    Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength));
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            changes.put(storeKey(bytes, keyOffset, keyLength), null);
        }
    }

    /** Key group and key, as in a snapshot. */
    static byte[] storeKey(byte[] bytes, int offset, int length) {
        byte[] storeKey = new byte[1 + length];
        storeKey[0] = (byte) KeyGroups.group(KeyGroups.hash(bytes, offset, length));
        System.arraycopy(bytes, offset, storeKey, 1, length);
        return storeKey;
    }

    boolean has(byte[] storeKey) {
        return changes.containsKey(storeKey);
    }

    /** The last value of a key; null if the last change was its removal, or there is none. */
    byte @Nullable [] get(byte[] storeKey) {
        return changes.get(storeKey);
    }

    /** The changes of some key groups, in order. */
    Iterator<Map.Entry<byte[], byte @Nullable []>> changes(int groupFrom, int groupUntil) {
        SortedMap<byte[], byte @Nullable []> some = changes.tailMap(new byte[] {(byte) groupFrom});
        if (groupUntil < KeyGroups.COUNT) {
            some = some.headMap(new byte[] {(byte) groupUntil});
        }
        return some.entrySet().iterator();
    }

    /** All keys that changed, in order. */
    Iterable<byte[]> keys() {
        return changes.keySet();
    }

    /** Whether the operator had no state after one of the batches: what it had before vanished without a delta. */
    boolean hasGap() {
        return hasGap;
    }
}

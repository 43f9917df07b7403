package io.holdfast.state;

import io.holdfast.common.BytesWriter;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the open batch changed in one table. An entry that stays in the cache is serialized once, at the end; one that is
 * evicted before, at its eviction. The last entry of a key wins.
 */
final class OpenDelta {

    private final String operator;
    private final int shard;
    private final EncodedValues values;
    private final List<CacheEntry> changed = new ArrayList<>();
    private final ReadAhead ahead = new ReadAhead();
    private SectionBuffer section;

    OpenDelta(String operator, int shard, EncodedValues values) {
        this.operator = operator;
        this.shard = shard;
        this.values = values;
        section = newSection();
    }

    private SectionBuffer newSection() {
        return new SectionBuffer(Manifest.Section.DELTA, operator, shard);
    }

    void markChanged(CacheEntry entry, long batch) {
        if (entry.changedIn != batch) {
            entry.changedIn = batch;
            changed.add(entry);
        }
    }

    /** Appends a changed entry now; it leaves the list of changes. */
    void append(CacheEntry entry, byte[] encodedOrEmpty) {
        append(entry, encodedOrEmpty, encodedOrEmpty.length);
    }

    private void append(CacheEntry entry, byte[] encoded, int length) {
        BytesWriter out = section.writer();
        if (entry.exists) {
            DeltaEntries.put(out, entry.key, 0, entry.key.length, encoded, 0, length, entry.newTimer);
            entry.newTimer = false;
        } else {
            DeltaEntries.delete(out, entry.key, 0, entry.key.length);
        }
        section.endEntry();
        entry.changedIn = CacheEntry.NEVER;
    }

    /** Serializes all changes, and starts over. */
    SectionBuffer seal(CacheBudget budget) {
        for (int i = 0; i < changed.size(); i++) {
            if (i % ReadAhead.MOST == 0) {
                readAhead(i, Math.min(changed.size(), i + ReadAhead.MOST));
            }
            CacheEntry entry = changed.get(i);
            if (entry.changedIn != CacheEntry.NEVER) {
                seal(entry, budget);
            }
        }
        changed.clear();
        SectionBuffer sealed = section;
        section = newSection();
        return sealed;
    }

    private void readAhead(int from, int until) {
        for (int i = from; i < until; i++) {
            ahead.add(changed.get(i));
        }
        ahead.read();
    }

    private void seal(CacheEntry entry, CacheBudget budget) {
        Object live = entry.live();
        if (live == null) {
            byte[] bytes = entry.bytes();
            append(entry, bytes == null ? StateTable.NO_BYTES : bytes);
        } else {
            BytesWriter bytes = values.scratch(live, entry.deadlineMillis);
            append(entry, bytes.array(), bytes.size());
            budget.reweigh(entry, CacheEntry.weight(entry.key.length, bytes.size()));
        }
    }

    /** How many keys are changed so far. */
    int size() {
        return changed.size();
    }
}

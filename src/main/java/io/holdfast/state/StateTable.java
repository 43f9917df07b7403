package io.holdfast.state;

import io.holdfast.common.Check;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.SectionBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one operator in one shard. Used by the shard's worker only. An entry is valid until the next call of
 * {@link #find} on this table or until its visitor returns.
 *
 * <p>The cache is the truth: what it holds of a key, even that it has no state, is newer than the working store. So a
 * key is looked up in the store only if the cache does not know it, and not at all while the cache is known to hold
 * every key that has state. Any method can throw StorageException or CorruptCheckpointException from the working store.
 */
public final class StateTable {

    /** The deadline of entries that have none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** How many keys it pays to look up together. */
    public static final int AHEAD = ReadAhead.MOST;

    static final byte[] NO_BYTES = {};

    /** One key. */
    public interface Entry {

        /** The canonical bytes of the key. Not to be changed. */
        byte[] key();

        boolean exists();

        /** The value; null if the key has none. Changes to a mutable value have no effect on the state. */
        @Nullable
        Object value();

        /** {@link #NO_DEADLINE} if there is none or the key has no state. */
        long deadlineMillis();
    }

    /** Sees entries. */
    public interface EntryVisitor {
        void visit(Entry entry) throws Exception;
    }

    private final String operator;
    private final int shard;
    private final int valueSpace;
    private final StoredEntries stored;
    private final KeyFetch keyFetch;
    private final WriteBack writeBack;
    private final CacheBudget budget;
    private final EncodedValues values;
    private final OpenBatch batch;
    private final OpenDelta delta;
    private final TimerIndex timers;
    private final StateCache cache = new StateCache();
    private @Nullable CacheEntry inHand;
    private long keys;
    private long cachedKeys;

    /** What the budget counts of it. */
    long cacheBytes;

    StateTable(
            String operator,
            int shard,
            Spaces spaces,
            WorkingStore store,
            WriteBack writeBack,
            CacheBudget budget,
            ValueCodec codec,
            OpenBatch batch) {
        this.operator = operator;
        this.shard = shard;
        this.valueSpace = spaces.values();
        this.writeBack = writeBack;
        this.budget = budget;
        values = new EncodedValues(operator, shard, codec);
        stored = new StoredEntries(this, valueSpace, store, values);
        keyFetch = new KeyFetch(this, stored, cache, budget);
        this.batch = batch;
        delta = new OpenDelta(operator, shard, values);
        timers = new TimerIndex(this, spaces.timers(), store, writeBack);
        budget.share(this);
    }

    /** The numbers of a table's spaces in the working store. */
    record Spaces(int values, int timers) {}

    /** The entry of a key, whether it has state or not; the bytes are copied if needed. */
    public Entry find(byte[] bytes, int offset, int length, int hash) {
        CacheEntry entry = cache.find(bytes, offset, length, hash);
        return taken(entry == null ? read(Arrays.copyOfRange(bytes, offset, offset + length), hash) : entry);
    }

    /** The entry of the key of a row. */
    public Entry find(KeyRows keys, int row) {
        return find(keys.keyBytes(row), keys.keyStart(row), keys.keyLength(row), keys.hash(row));
    }

    /** The entry of a key that has no state, as the caller knows: the store is not asked. */
    public Entry findNew(byte[] bytes, int offset, int length, int hash) {
        CacheEntry entry = cache.find(bytes, offset, length, hash);
        return taken(
                entry == null ? new CacheEntry(this, Arrays.copyOfRange(bytes, offset, offset + length), hash) : entry);
    }

    /** Brings an entry into the cache if it is not there, and hands it out. */
    private CacheEntry taken(CacheEntry entry) {
        if (!entry.cached) {
            add(entry);
        }
        entry.referenced = true;
        inHand = entry;
        return entry;
    }

    /** Brings the keys of rows into the cache before they are looked up. */
    public KeyFetch keyFetch() {
        return keyFetch;
    }

    /** Brings a fetched entry into the cache; it may be there by now. */
    void addUnlessThere(CacheEntry entry) {
        if (cache.find(entry.key, 0, entry.key.length, entry.hash) == null) {
            add(entry);
            entry.referenced = true;
        }
    }

    private CacheEntry read(byte[] key, int hash) {
        CacheEntry entry = new CacheEntry(this, key, hash);
        if (!allKeysCached()) {
            stored.fill(entry);
        }
        return entry;
    }

    private void add(CacheEntry entry) {
        budget.makeRoom();
        byte[] encoded = entry.bytes();
        entry.weight = CacheEntry.weight(entry.key.length, encoded == null ? 0 : encoded.length);
        budget.add(entry);
        cache.add(entry);
        if (entry.exists) {
            cachedKeys++;
        }
    }

    /**
     * Sets the value and deadline of an entry, as part of the open batch. A value that can be changed is serialized
     * now; one that cannot, once at the end of the batch.
     */
    public void put(Entry entry, Object value, long deadlineMillis) {
        Check.that(deadlineMillis >= 0, "operator '%s': deadline %d is negative", operator, deadlineMillis);
        CacheEntry changed = own(entry);
        indexDeadline(changed, deadlineMillis);
        int length = values.usualLength();
        if (values.isImmutable(value)) {
            becomeLive(changed);
            changed.holdLive(value, deadlineMillis);
        } else {
            byte[] encoded = values.encode(value, deadlineMillis);
            becomeLive(changed);
            changed.holdEncoded(encoded, deadlineMillis);
            length = encoded.length;
        }
        budget.reweigh(changed, CacheEntry.weight(changed.key.length, length));
        markChanged(changed);
    }

    private void becomeLive(CacheEntry entry) {
        if (!entry.exists) {
            keys++;
            cachedKeys++;
        }
    }

    /** Keeps the invariant of the timer index; see there. */
    private void indexDeadline(CacheEntry entry, long deadlineMillis) {
        if (needsTimer(entry, deadlineMillis)) {
            timers.add(deadlineMillis, entry.key, entry.hash);
            entry.timerTaken = false;
            entry.newTimer = true;
        }
    }

    private static boolean needsTimer(CacheEntry entry, long deadlineMillis) {
        boolean earlier = deadlineMillis < entry.deadlineMillis;
        return earlier || (entry.timerTaken && deadlineMillis != NO_DEADLINE);
    }

    /** Removes an entry's value, as part of the open batch. No effect if it has none. */
    public void remove(Entry entry) {
        CacheEntry changed = own(entry);
        if (changed.exists) {
            changed.holdNothing();
            changed.referenced = false;
            keys--;
            cachedKeys--;
            budget.reweigh(changed, CacheEntry.weight(changed.key.length, 0));
            markChanged(changed);
        }
    }

    private void markChanged(CacheEntry entry) {
        delta.markChanged(entry, batch.id());
        writeBack.markDirty(entry, batch.id());
    }

    /** The entry behind the interface, put into the cache if it came from a scan or was evicted while in hand. */
    private CacheEntry own(Entry entry) {
        CacheEntry own = (CacheEntry) entry;
        Check.that(own.table == this, "an entry of operator '%s' was passed to '%s'", own.table.operator, operator);
        if (!own.cached) {
            Check.that(own == inHand, "an entry of operator '%s' was changed after it was given back", operator);
            add(own);
        }
        return own;
    }

    /**
     * Visits every key that has state, once, in any order; the visitor may put or remove the entry it sees, and must
     * not use other keys of this table.
     */
    public void forEach(EntryVisitor visitor) throws Exception {
        new TableScan(this, cache, stored).forEach(visitor);
    }

    boolean allKeysCached() {
        return cachedKeys == keys;
    }

    void visit(CacheEntry entry, EntryVisitor visitor) throws Exception {
        inHand = entry;
        visitor.visit(entry);
        inHand = null;
    }

    /**
     * Visits every key whose deadline is at or before the time, once; the visitor must remove it, or put it with a
     * deadline after the time.
     */
    public void forEachDue(long timeMillis, EntryVisitor visitor) throws Exception {
        timers.forEachDue(timeMillis, visitor);
    }

    /** The number of keys that have state. */
    public long keys() {
        return keys;
    }

    // What the shard does with its tables.

    String operator() {
        return operator;
    }

    int valueSpace() {
        return valueSpace;
    }

    TimerIndex timers() {
        return timers;
    }

    int changedKeys() {
        return delta.size();
    }

    SectionBuffer sealDelta() {
        return delta.seal(budget);
    }

    /** The entry of a key to look at; it does not come into the cache. */
    CacheEntry peek(byte[] key, int hash) {
        CacheEntry entry = cache.find(key, 0, key.length, hash);
        return entry == null ? read(key, hash) : entry;
    }

    /** Brings what was peeked at into the cache, as {@link #find} does, before anything else happens to the table. */
    void admit(CacheEntry peeked) {
        taken(peeked);
    }

    /** Sweeps over slots until this many bytes are free; returns how many are. */
    long evict(int mostSlots, long wanted) {
        long freed = 0;
        for (int slot = 0; slot < mostSlots && freed < wanted; slot++) {
            CacheEntry entry = cache.sweep();
            if (entry != null) {
                evicted(entry);
                freed += entry.weight;
            }
        }
        cacheBytes -= freed;
        return freed;
    }

    /** What it takes now. */
    TableUse use() {
        return new TableUse(cacheBytes + replayed().bytes(), stored.bytes() + timers.bytes());
    }

    private void evicted(CacheEntry entry) {
        if (entry.exists) {
            cachedKeys--;
        }
        if (entry.isDirty()) {
            byte[] encoded = encode(entry);
            if (entry.changedIn != CacheEntry.NEVER) {
                delta.append(entry, encoded);
            }
            writeBack.stage(entry, encoded);
        }
    }

    int slots() {
        return cache.capacity();
    }

    /** The encoded value of an entry; empty if it has none. */
    byte[] encode(CacheEntry entry) {
        Object live = entry.live();
        if (live == null) {
            byte[] bytes = entry.bytes();
            return bytes == null ? NO_BYTES : bytes;
        }
        return values.encode(live, entry.deadlineMillis);
    }

    EncodedValues values() {
        return values;
    }

    /** Changes of committed batches that the store lacks; the number of keys is not kept up with them, see {@link #restored}. */
    ReplayedEntries replayed() {
        return stored.replayed();
    }

    /** A change of a committed batch, of a shard with other key groups. */
    void importPut(byte[] key, int hash, byte[] encoded, long ofBatch) {
        CacheEntry entry = (CacheEntry) find(key, 0, key.length, hash);
        long deadlineMillis = values.deadlineMillis(encoded);
        if (needsTimer(entry, deadlineMillis)) {
            timers.add(deadlineMillis, key, hash);
        }
        becomeLive(entry);
        entry.holdEncoded(encoded, deadlineMillis);
        imported(entry, encoded.length, ofBatch);
    }

    void importDelete(byte[] key, int hash, long ofBatch) {
        CacheEntry entry = (CacheEntry) find(key, 0, key.length, hash);
        keys -= entry.exists ? 1 : 0;
        cachedKeys -= entry.exists ? 1 : 0;
        entry.holdNothing();
        imported(entry, 0, ofBatch);
    }

    private void imported(CacheEntry entry, int encodedLength, long ofBatch) {
        budget.reweigh(entry, CacheEntry.weight(entry.key.length, encodedLength));
        writeBack.markDirty(entry, ofBatch);
    }

    /** Copies an entry of another shard's snapshot into the working store. */
    void importStored(byte[] storeKey, byte[] encoded) {
        CacheEntry entry = stored.entry(storeKey, encoded);
        writeBack.stagePut(valueSpace, storeKey, encoded);
        keys++;
        if (entry.deadlineMillis != NO_DEADLINE) {
            timers.add(entry.deadlineMillis, entry.key, entry.hash);
        }
    }

    /** Ends the replay: the manifest knows how many keys there are. */
    void restored(long keysOfManifest) {
        long keysOfDeltas = stored.replayed().valued();
        if (keysOfDeltas > keysOfManifest) {
            throw new CorruptCheckpointException("the manifest says that operator '" + operator + "' has "
                    + keysOfManifest + " keys in shard " + shard + ", but its deltas alone hold " + keysOfDeltas);
        }
        keys = keysOfManifest;
        timers.restored();
    }
}

package io.holdfast.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key in the cache, or about to be. The content is a live object only if nobody can change it; anything else stays
 * encoded and is decoded anew for each reader, so that no reference to it is ever shared.
 */
final class CacheEntry implements StateTable.Entry {

    /** No batch. */
    static final long NEVER = -1;

    /** Object headers, fields, table slots and list places of an entry, in bytes. */
    private static final int OVERHEAD = 160;

    /** How much larger objects are than their encoded form; a rough figure. */
    private static final int OBJECT_FACTOR = 3;

    final StateTable table;
    final byte[] key;
    final int hash;

    /** In the cache's table; otherwise the entry was evicted or belongs to a scan. */
    boolean cached;

    boolean exists;

    /** Used since the clock's hand last passed. */
    boolean referenced;

    /** Must not be evicted: a scan has yet to visit it, or relies on having done so. */
    boolean held;

    /** Its timer was taken out of the index: a new deadline needs a new one. */
    boolean timerTaken;

    /** Its deadline got a new timer, of which the delta does not tell yet. */
    boolean newTimer;

    long deadlineMillis = StateTable.NO_DEADLINE;

    /** The first batch whose change to this key is not in the working store. */
    long dirtySince = NEVER;

    /** The open batch, if it changed the key and has not put it into the delta yet. */
    long changedIn = NEVER;

    /** Bytes that the cache's budget counts. */
    int weight;

    @Nullable
    CacheEntry olderDirty;

    @Nullable
    CacheEntry newerDirty;

    private @Nullable Object content;
    private boolean encoded;

    CacheEntry(StateTable table, byte[] key, int hash) {
        this.table = table;
        this.key = key;
        this.hash = hash;
    }

    static int weight(int keyLength, int encodedLength) {
        return (int) Math.min(1 << 30, OVERHEAD + keyLength + (long) OBJECT_FACTOR * encodedLength);
    }

    boolean hasKey(byte[] bytes, int offset, int length) {
        return Arrays.equals(key, 0, key.length, bytes, offset, offset + length);
    }

    /** Reads the key and the content, see {@link ReadAhead}; the result means nothing. */
    int readAhead() {
        return key.length + (content instanceof byte[] ? 1 : 0);
    }

    boolean isDirty() {
        return dirtySince != NEVER;
    }

    void holdLive(Object immutable, long newDeadlineMillis) {
        content = immutable;
        encoded = false;
        exists = true;
        deadlineMillis = newDeadlineMillis;
    }

    void holdEncoded(byte[] bytes, long newDeadlineMillis) {
        content = bytes;
        encoded = true;
        exists = true;
        deadlineMillis = newDeadlineMillis;
    }

    void holdNothing() {
        content = null;
        encoded = false;
        exists = false;
        deadlineMillis = StateTable.NO_DEADLINE;
    }

    /** The live object; null if there is none, or only its bytes. */
    @Nullable
    Object live() {
        return encoded ? null : content;
    }

    /** The encoded value; null if there is none, or only the object. */
    byte @Nullable [] bytes() {
        return encoded ? (byte[]) content : null;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public boolean exists() {
        return exists;
    }

    @Override
    public @Nullable Object value() {
        byte[] bytes = bytes();
        if (bytes == null) {
            return content;
        }
        Object value = table.values().value(key, bytes);
        if (table.values().isImmutable(value)) {
            holdLive(value, deadlineMillis);
        }
        return value;
    }

    @Override
    public long deadlineMillis() {
        return deadlineMillis;
    }
}

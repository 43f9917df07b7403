package io.holdfast.state;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.util.Arrays;

/**
 * Keys of the working store. Values: key group (one byte), key. Timers: time (eight bytes, big-endian, not negative),
 * key group, key.
 */
final class StoreKeys {

    /** Where the key starts in the key of a value. */
    static final int VALUE_PREFIX = 1;

    /** Where the key starts in the key of a timer. */
    static final int TIMER_PREFIX = Long.BYTES + 1;

    private StoreKeys() {}

    static byte[] value(byte[] key, int hash) {
        byte[] bytes = new byte[VALUE_PREFIX + key.length];
        bytes[0] = (byte) KeyGroups.group(hash);
        System.arraycopy(key, 0, bytes, VALUE_PREFIX, key.length);
        return bytes;
    }

    static byte[] timer(long time, byte[] key, int hash) {
        byte[] bytes = new byte[TIMER_PREFIX + key.length];
        BytesWriter.putLong(bytes, 0, time);
        bytes[Long.BYTES] = (byte) KeyGroups.group(hash);
        System.arraycopy(key, 0, bytes, TIMER_PREFIX, key.length);
        return bytes;
    }

    /** Sorts before all timers at or after the time. */
    static byte[] timersFrom(long time) {
        byte[] bytes = new byte[Long.BYTES];
        BytesWriter.putLong(bytes, 0, time);
        return bytes;
    }

    /** The smallest key that sorts after this one. */
    static byte[] after(byte[] storeKey) {
        return Arrays.copyOf(storeKey, storeKey.length + 1);
    }

    static long time(byte[] timer) {
        return BytesReader.getLong(timer, 0);
    }
}

package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.time.Instant;
import java.util.Objects;

/**
 * The key of a part of what an operator keeps for a key: a pane of a window, or a node over several panes. Of the engine's
 * own tables; a job meets it only when it looks into a checkpoint.
 *
 * <p>Encoded as tag, time (8 bytes fixed), level (one byte), and the key as a value. It belongs to the key group of its
 * key, so that all parts of a key are in one shard.
 *
 * @param timeMillis the end of the pane, or of the first pane below the node
 * @param level 0 for a pane, higher for a node over panes
 * @param key the key of the job
 */
public record PaneKey(long timeMillis, int level, Object key) {

    /** The first byte of an encoded pane key. */
    public static final int TAG = Tag.PANE_KEY;

    /** Where the key begins in an encoded pane key. */
    public static final int PREFIX = 1 + Long.BYTES + 1;

    public PaneKey {
        Objects.requireNonNull(key);
    }

    /** Appends a pane key to the key whose canonical bytes are given. */
    public static void encode(long timeMillis, int level, byte[] key, int offset, int length, BytesWriter out) {
        writePrefix(timeMillis, level, out);
        out.writeBytes(key, offset, length);
    }

    private static void writePrefix(long timeMillis, int level, BytesWriter out) {
        out.writeByte(TAG);
        out.writeFixedLong(timeMillis);
        out.writeByte(level);
    }

    /** The time in an encoded pane key. */
    public static long timeMillis(byte[] encoded, int offset) {
        return BytesReader.getLong(encoded, offset + 1);
    }

    /** The level in an encoded pane key. */
    public static int level(byte[] encoded, int offset) {
        return encoded[offset + 1 + Long.BYTES];
    }

    static void addTo(TypeTable table, Types types) {
        table.type(
                PaneKey.class,
                new TypeEntry(
                        (value, out, depth) -> {
                            PaneKey pane = (PaneKey) value;
                            writePrefix(pane.timeMillis(), pane.level(), out);
                            types.write(pane.key(), out, depth + 1);
                        },
                        (value, depth) -> types.checkKey(((PaneKey) value).key(), depth + 1),
                        false));
        table.reader(TAG, new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                long timeMillis = in.readFixedLong();
                int level = in.readByte();
                Object key = types.read(in, depth + 1);
                if (key == null) {
                    throw new MalformedBytesException("the key of a pane is null before byte " + in.position());
                }
                return new PaneKey(timeMillis, level, key);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                in.skip(Long.BYTES + 1);
                types.skip(in, depth + 1);
            }
        });
    }

    @Override
    public String toString() {
        return key + "@" + Instant.ofEpochMilli(timeMillis) + (level == 0 ? "" : "/" + level);
    }
}

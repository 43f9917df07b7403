package io.holdfast.format;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 blocks; a block that would not shrink is stored as it is, which its two equal lengths say. */
final class BlockCompression {

    static final String NONE = "none";
    static final String LZ4 = "lz4";

    /** No block is longer than this, stored or raw. */
    static final int BLOCK_BYTES_MAX = Integer.MAX_VALUE / 2;

    /** A block of LZ4 never yields more than this for each of its bytes. */
    private static final long RATIO_MAX = 255;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();

    private BlockCompression() {}

    /** The stored form of some bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(byte[] bytes, int length) {}

    /** How long the array must be that {@link #compress} is given for raw bytes of this length. */
    static int scratchLength(int length) {
        return COMPRESSOR.maxCompressedLength(length);
    }

    /** Compresses into the array, which the result shares. */
    static Block compress(byte[] raw, int length, byte[] target) {
        int stored = COMPRESSOR.compress(raw, 0, length, target, 0, target.length);
        return stored < length ? new Block(target, stored) : new Block(raw, length);
    }

    /** Checks the lengths that a file claims, before anything is allocated for them. */
    static void checkLengths(String part, int stored, int raw, FileInput file) {
        if (stored <= 0 || raw < stored || raw > BLOCK_BYTES_MAX || raw > stored * RATIO_MAX) {
            throw file.damaged("plausible lengths of the " + part, stored + " bytes stored, " + raw + " raw");
        }
    }

    /** The raw bytes of a stored block whose lengths were checked. */
    static byte[] decompress(String part, byte[] stored, int raw, FileInput file) {
        if (stored.length == raw) {
            return stored;
        }
        byte[] target = new byte[raw];
        try {
            int length = DECOMPRESSOR.decompress(stored, 0, stored.length, target, 0);
            if (length != raw) {
                throw file.damaged("a " + part + " of " + raw + " raw bytes", length + " raw bytes");
            }
            return target;
        } catch (LZ4Exception e) {
            throw file.damaged("a " + part + " compressed with LZ4", "bytes that do not decompress");
        }
    }
}

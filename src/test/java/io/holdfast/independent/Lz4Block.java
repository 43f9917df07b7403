package io.holdfast.independent;

/** Decodes one block of LZ4 (the block format, without frame). */
final class Lz4Block {

    private static final int SHORTEST_MATCH = 4;

    private final byte[] block;
    private final byte[] raw;
    private int from;
    private int to;

    private Lz4Block(byte[] block, int rawLength) {
        this.block = block;
        raw = new byte[rawLength];
    }

    static byte[] decode(byte[] block, int rawLength) {
        Lz4Block decoding = new Lz4Block(block, rawLength);
        decoding.run();
        if (decoding.to != rawLength) {
            throw new IllegalArgumentException(decoding.to + " raw bytes instead of " + rawLength);
        }
        return decoding.raw;
    }

    private void run() {
        while (from < block.length) {
            int token = block[from++] & 0xff;
            int literals = length(token >>> 4);
            System.arraycopy(block, from, raw, to, literals);
            from += literals;
            to += literals;
            if (from < block.length) { // the last sequence has no match
                int distance = (block[from] & 0xff) | (block[from + 1] & 0xff) << 8;
                from += 2;
                copyMatch(distance, length(token & 15) + SHORTEST_MATCH);
            }
        }
    }

    private int length(int nibble) {
        int length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = block[from++] & 0xff;
                length += more;
            } while (more == 255);
        }
        return length;
    }

    /** Byte by byte: a match may overlap what it produces. */
    private void copyMatch(int distance, int length) {
        for (int i = 0; i < length; i++) {
            raw[to] = raw[to - distance];
            to++;
        }
    }
}

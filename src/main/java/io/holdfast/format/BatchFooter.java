package io.holdfast.format;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;

/**
 * The last 24 bytes of a batch file: stored length of the manifest (4), raw length (4), CRC32C of the stored manifest
 * (4), CRC32C of these three (4), magic (8).
 */
record BatchFooter(int storedLength, int rawLength, int manifestChecksum) {

    static final int BYTES = 24;

    private static final long MAGIC = FileHeader.magic("TSAFDLOH");
    private static final int CHECKED_BYTES = 12;

    void write(BytesWriter out) {
        int start = out.size();
        out.writeFixedInt(storedLength);
        out.writeFixedInt(rawLength);
        out.writeFixedInt(manifestChecksum);
        out.writeFixedInt(FileHeader.checksum(out.array(), start, CHECKED_BYTES));
        out.writeFixedLong(MAGIC);
    }

    /** Reads and checks the footer; that it fits the file is checked too. */
    static BatchFooter read(FileInput file) {
        byte[] bytes = file.read(file.length() - BYTES, BYTES);
        if (BytesReader.getLong(bytes, BYTES - 8) != MAGIC) {
            throw file.damaged("the magic TSAFDLOH at the end", "other bytes (is the file cut off?)");
        }
        file.checkChecksum("footer", BytesReader.getInt(bytes, CHECKED_BYTES), bytes, 0, CHECKED_BYTES);
        BatchFooter footer = new BatchFooter(
                BytesReader.getInt(bytes, 0), BytesReader.getInt(bytes, 4), BytesReader.getInt(bytes, 8));
        BlockCompression.checkLengths("manifest", footer.storedLength, footer.rawLength, file);
        if (footer.storedLength > file.length() - FileHeader.BYTES - BYTES) {
            throw file.damaged(
                    "a manifest within its " + file.length() + " bytes", "a claim of " + footer.storedLength);
        }
        return footer;
    }
}

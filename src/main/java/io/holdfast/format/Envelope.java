package io.holdfast.format;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.storage.Storage;

/** A small file: header, payload length (4), payload, CRC32C of length and payload (4). */
final class Envelope {

    /** Far above any descriptor: one of 100 000 files has about 15 MiB. */
    private static final int PAYLOAD_BYTES_MAX = 256 << 20;

    private static final int LENGTH_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;

    private Envelope() {}

    static byte[] wrap(FileKind kind, byte[] payload) {
        BytesWriter out = new BytesWriter(FileHeader.BYTES + LENGTH_BYTES + payload.length + CHECKSUM_BYTES);
        FileHeader.write(out, kind);
        out.writeFixedInt(payload.length);
        out.writeBytes(payload);
        out.writeFixedInt(FileHeader.checksum(out.array(), FileHeader.BYTES, LENGTH_BYTES + payload.length));
        return out.toByteArray();
    }

    /** A file that was read whole and verified, with what its payload says. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Opened<T>(byte[] stored, T value) {}

    static <T> Opened<T> read(Storage storage, String path, FileKind kind, Class<T> type) {
        try (FileInput file = FileInput.open(storage, path)) {
            long payloadLength = file.length() - FileHeader.BYTES - LENGTH_BYTES - CHECKSUM_BYTES;
            if (payloadLength < 0 || payloadLength > PAYLOAD_BYTES_MAX) {
                throw file.damaged("between 28 and " + (28 + PAYLOAD_BYTES_MAX) + " bytes", file.length() + " bytes");
            }
            byte[] stored = file.read(0, (int) file.length());
            FileHeader.check(stored, kind, file);
            int claimed = BytesReader.getInt(stored, FileHeader.BYTES);
            if (claimed != payloadLength) {
                throw file.damaged("a payload of " + payloadLength + " bytes", "a claim of " + claimed);
            }
            int end = stored.length - CHECKSUM_BYTES;
            file.checkChecksum(
                    "payload", BytesReader.getInt(stored, end), stored, FileHeader.BYTES, end - FileHeader.BYTES);
            byte[] payload = new byte[claimed];
            System.arraycopy(stored, FileHeader.BYTES + LENGTH_BYTES, payload, 0, claimed);
            return new Opened<>(stored, Json.read(payload, type, file));
        }
    }
}

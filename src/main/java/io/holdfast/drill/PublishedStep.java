package io.holdfast.drill;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.format.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a sink was given in one step, with the marker that became visible together with it.
 *
 * @param parts in order; none in a step that only shuts an older publisher out
 * @param marker null if the sink keeps none, or nothing was published yet
 */
record PublishedStep(List<Part> parts, @Nullable Marker marker) {

    PublishedStep {
        parts = List.copyOf(parts);
    }

    /**
     * Records of one batch.
     *
     * @param first the index of the first in the batch's outbox
     */
    record Part(long batch, long first, List<byte[]> records) {}

    byte[] bytes() {
        BytesWriter out = new BytesWriter(1024);
        out.writeFixedInt(0);
        out.writeVarInt(parts.size());
        for (Part part : parts) {
            out.writeVarLong(part.batch());
            out.writeVarLong(part.first());
            out.writeVarInt(part.records().size());
            for (byte[] record : part.records()) {
                out.writeVarInt(record.length);
                out.writeBytes(record);
            }
        }
        write(marker, out);
        byte[] bytes = out.toByteArray();
        BytesWriter.putInt(bytes, 0, checksum(bytes));
        return bytes;
    }

    private static void write(@Nullable Marker marker, BytesWriter out) {
        out.writeByte(marker == null ? 0 : 1);
        if (marker != null) {
            out.writeString(marker.timeline());
            out.writeVarLong(marker.batch());
            out.writeString(marker.manifest().hex());
            out.writeVarLong(marker.records());
        }
    }

    /** Reads a step back; a recording that does not verify is a defect of the drill or of its disk. */
    static PublishedStep read(byte[] bytes) {
        if (bytes.length < Integer.BYTES || BytesReader.getInt(bytes, 0) != checksum(bytes)) {
            throw new MalformedBytesException("a recording of " + bytes.length + " bytes does not match its checksum");
        }
        BytesReader in = new BytesReader(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        List<Part> parts = new ArrayList<>();
        for (int left = in.readLength(); left > 0; left--) {
            long batch = in.readVarLong();
            long first = in.readVarLong();
            parts.add(new Part(batch, first, records(in)));
        }
        Marker marker = in.readByte() == 0
                ? null
                : new Marker(in.readString(), in.readVarLong(), new Digest(in.readString()), in.readVarLong());
        return new PublishedStep(parts, marker);
    }

    private static List<byte[]> records(BytesReader in) {
        List<byte[]> records = new ArrayList<>();
        for (int left = in.readVarInt(); left > 0; left--) {
            records.add(in.readBytes(in.readLength()));
        }
        return records;
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        return (int) checksum.getValue();
    }
}

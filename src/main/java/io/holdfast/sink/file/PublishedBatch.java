package io.holdfast.sink.file;

import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.format.Marker;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a batch directory says of itself, and what the marker file says of the last one. Stored as lines of
 * {@code name=value} under a line with the kind of files and the format version, and followed by the checksum of all lines before.
 *
 * @param kind what files there are, such as {@code text files}
 * @param sink the name of the sink that wrote it
 * @param marker the batch, complete
 * @param bytes the length of the part file, or of all files together
 * @param crc32c the checksum of the part file; of several files, that of the list of their names, lengths and checksums
 */
record PublishedBatch(String kind, String sink, Marker marker, long bytes, int crc32c) {

    /** More than any that we write. */
    static final int MAX_STORED_BYTES = 64 * 1024;

    private static final String NAME = "holdfast ";
    private static final String VERSION = " 1";
    private static final List<String> FIELDS =
            List.of("sink", "timeline", "batch", "manifest", "records", "bytes", "crc32c");

    byte[] stored() {
        List<String> values = List.of(
                encoded(sink),
                encoded(marker.timeline()),
                Long.toString(marker.batch()),
                marker.manifest().hex(),
                Long.toString(marker.records()),
                Long.toString(bytes),
                HexFormat.of().toHexDigits(crc32c));
        StringBuilder text =
                new StringBuilder(NAME).append(kind).append(VERSION).append('\n');
        for (int i = 0; i < values.size(); i++) {
            text.append(FIELDS.get(i)).append('=').append(values.get(i)).append('\n');
        }
        return (text + "checksum=" + checksum(text) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Throws {@link MalformedBytesException} for anything that {@link #stored} would not write. */
    static PublishedBatch parse(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (!first.startsWith(NAME) || !first.endsWith(VERSION) || first.length() <= NAME.length() + VERSION.length()) {
            throw new MalformedBytesException("expected a first line such as 'holdfast text files 1'");
        }
        int end = Math.max(0, text.lastIndexOf("checksum="));
        boolean intact = text.substring(end).equals("checksum=" + checksum(text.substring(0, end)) + "\n");
        if (lines.size() != FIELDS.size() + 2 || !intact) {
            throw new MalformedBytesException("the checksum does not match");
        }
        return new PublishedBatch(
                first.substring(NAME.length(), first.length() - VERSION.length()),
                decoded(value(lines, 0)),
                new Marker(
                        decoded(value(lines, 1)),
                        Long.parseLong(value(lines, 2)),
                        new Digest(value(lines, 3)),
                        Long.parseLong(value(lines, 4))),
                Long.parseLong(value(lines, 5)),
                HexFormat.fromHexDigits(value(lines, 6)));
    }

    private static String value(List<String> lines, int field) {
        String line = lines.get(field + 1);
        String start = FIELDS.get(field) + "=";
        if (!line.startsWith(start)) {
            throw new MalformedBytesException("expected '" + start + "', found '" + line + "'");
        }
        return line.substring(start.length());
    }

    private static String checksum(CharSequence text) {
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}

package io.holdfast.sink.kafka;

import io.holdfast.common.Digest;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;

/**
 * A marker as the metadata of a group offset: {@code holdfast1 <timeline> <batch> <manifest digest> <records>}. The
 * first word changes with the layout.
 */
final class MarkerCodec {

    /** What brokers accept by default (offset.metadata.max.bytes). */
    private static final int LIMIT = 4096;

    private static final String LAYOUT = "holdfast1";

    private MarkerCodec() {}

    static String encode(Marker marker) {
        String text = String.join(
                " ",
                LAYOUT,
                marker.timeline(),
                Long.toString(marker.batch()),
                marker.manifest().hex(),
                Long.toString(marker.records()));
        if (marker.timeline().isEmpty() || marker.timeline().indexOf(' ') >= 0 || text.length() > LIMIT) {
            throw new SinkException("a marker cannot be stored: '" + marker.timeline()
                    + "' is not a timeline id: it must have no spaces and fewer than " + LIMIT + " characters");
        }
        return text;
    }

    /** Reads what a group holds. */
    static Marker decode(String group, String text) {
        String[] fields = text.split(" ", -1);
        try {
            if (fields.length == 5 && fields[0].equals(LAYOUT)) {
                return new Marker(
                        fields[1], Long.parseLong(fields[2]), new Digest(fields[3]), Long.parseLong(fields[4]));
            }
        } catch (IllegalArgumentException e) {
            throw foreign(group, text, e);
        }
        throw foreign(group, text, new IllegalArgumentException("not the fields of a marker"));
    }

    private static SinkException foreign(String group, String text, Exception cause) {
        return new SinkException(
                "group " + group
                        + " holds an offset whose metadata is not a marker of this version of Holdfast: expected '"
                        + LAYOUT + " <timeline> <batch> <digest> <records>', found '"
                        + text.substring(0, Math.min(200, text.length()))
                        + "'; was it changed by hand, or written by a newer version?",
                cause);
    }
}

package io.holdfast.demo;

import java.util.Locale;

/**
 * A visitor looks at a page, and perhaps buys.
 *
 * @param split where the click was read
 * @param offset its place in the split
 * @param visitor who
 * @param category what the page shows
 * @param cents what was bought, mostly nothing
 */
record Click(int split, long offset, long visitor, Category category, int cents) {

    /** The value of this click in a topic, such as {@code books,1299}; the visitor is the key. */
    String text() {
        return category.title() + "," + cents;
    }

    /** The click that a record of a topic holds. */
    static Click parse(int split, long offset, String visitor, String text) {
        int comma = text.indexOf(',');
        return new Click(
                split,
                offset,
                Long.parseLong(visitor),
                Category.valueOf(text.substring(0, comma).toUpperCase(Locale.ROOT)),
                Integer.parseInt(text.substring(comma + 1)));
    }
}

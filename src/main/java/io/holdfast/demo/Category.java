package io.holdfast.demo;

import java.util.Locale;

/** What the shop sells. */
enum Category {
    BOOKS,
    GARDEN,
    KITCHEN,
    MUSIC,
    TOYS;

    /** Its name as people read it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}

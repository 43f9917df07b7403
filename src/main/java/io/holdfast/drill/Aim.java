package io.holdfast.drill;

import java.util.Locale;

/** What a process is doing when it is killed. */
enum Aim {
    START_UP,
    RUNNING,
    COMMIT,
    SNAPSHOT,
    PUBLICATION;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

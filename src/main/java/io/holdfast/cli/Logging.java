package io.holdfast.cli;

import io.holdfast.configuration.Keys;
import io.holdfast.configuration.Values;
import java.util.Locale;

/** How the executable logs: properties that its Logback configuration reads, set before the first logger is made. */
final class Logging {

    private Logging() {}

    /** For a job of the user's, whose own loggers count as much as ours, and which shows where its code failed. */
    static void choose(Values values) {
        String level = values.get(Keys.LOG_LEVEL).name();
        System.setProperty("holdfast.log", level);
        System.setProperty("holdfast.log.driver", level);
        System.setProperty("holdfast.log.root", level);
        System.setProperty("holdfast.log.exceptions", "%ex");
        System.setProperty(
                "holdfast.log.format", values.get(Keys.LOG_FORMAT).name().toLowerCase(Locale.ROOT));
    }

    /** For a command that says itself what matters. */
    static void onlyWarnings() {
        System.setProperty("holdfast.log", "WARN");
    }
}

package io.holdfast.configuration;

import java.util.stream.Collectors;

/** The reference of all options, made of their declarations. */
public final class Reference {

    private static final String HEAD =
            """
            | key, or `HOLDFAST_KEY` | builder | value | default | |
            |---|---|---|---|---|
            """;

    private Reference() {}

    /** As a table in Markdown. */
    public static String markdown() {
        return Keys.ALL.stream().map(Reference::row).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static String row(Key<?> key) {
        String method = key.method().isEmpty() ? "" : "`" + key.method() + "`";
        return "| `" + key.name() + "` | " + method + " | " + key.domain() + " | " + key.fallbackText() + " | "
                + key.meaning() + " |";
    }
}

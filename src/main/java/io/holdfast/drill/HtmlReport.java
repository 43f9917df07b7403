package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The report of a drill as a page. */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the page; it stands alone. */
    public static void write(DrillResult result, Path file) throws IOException {
        String reasons = result.reasons().stream()
                .map(reason -> "<li>" + escape(reason) + "</li>")
                .collect(Collectors.joining());
        String comparisons = result.comparisons().stream()
                .map(one -> "<li>" + escape(one.statement()) + "</li>")
                .collect(Collectors.joining());
        Files.writeString(
                file,
                "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Drill of " + escape(result.job())
                        + "</title><h1>" + result.verdict() + ": " + escape(result.job()) + "</h1><ul>" + reasons
                        + "</ul><h2>What was compared</h2><ul>" + comparisons
                        + "</ul><p>Everything else is in report.json.</p></html>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package io.holdfast.drill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The report of a drill as a page that stands alone: verdict, charts, and every fact in a table, so that it can be read
 * without scripts and printed. Whatever comes from the job is escaped, and the page forbids itself to load anything.
 */
public final class HtmlReport {

    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/";
    private static final String OURS = "io/holdfast/drill/report";
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private HtmlReport() {}

    /** Writes the page. */
    public static void write(DrillResult result, Path file) throws IOException {
        Files.writeString(file, page(result));
    }

    private static String page(DrillResult result) throws IOException {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n"
                + "<title>" + Html.escape(ReportBody.title(result)) + "</title>\n"
                + "<!-- The charts are drawn by uPlot, https://github.com/leeoniya/uPlot, under this licence:\n"
                + resource(CHARTS + "LICENSE") + " -->\n"
                + "<style>" + resource(CHARTS + "dist/uPlot.min.css") + resource(OURS + ".css") + "</style>\n"
                + "</head><body><main>\n"
                + new ReportBody(result).html()
                + "</main>\n"
                + "<script type=\"application/json\" id=\"data\">" + ReportData.of(result) + "</script>\n"
                + "<script>" + resource(CHARTS + "dist/uPlot.iife.min.js") + "</script>\n"
                + "<script>" + resource(OURS + ".js") + "</script>\n"
                + "</body></html>\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the report needs " + name + " on the class path, which is part of holdfast.jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

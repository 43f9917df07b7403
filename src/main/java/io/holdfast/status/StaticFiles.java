package io.holdfast.status;

import io.holdfast.status.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What the page is made of: a fixed list of resources. */
final class StaticFiles {

    private static final String OURS = "io/holdfast/status/";
    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, File> FILES = Map.of(
            "/", new File(OURS + "status.html", "text/html; charset=utf-8"),
            "/status.css", new File(OURS + "status.css", STYLE),
            "/status.js", new File(OURS + "status.js", SCRIPT),
            "/charts.js", new File(OURS + "charts.js", SCRIPT),
            "/graph.js", new File(OURS + "graph.js", SCRIPT),
            "/control.js", new File(OURS + "control.js", SCRIPT),
            "/icon.svg", new File(OURS + "icon.svg", "image/svg+xml"),
            "/uplot.js", new File(CHARTS + "dist/uPlot.iife.min.js", SCRIPT),
            "/uplot.css", new File(CHARTS + "dist/uPlot.min.css", STYLE),
            "/uplot-licence.txt", new File(CHARTS + "LICENSE", "text/plain; charset=utf-8"));

    private record File(String resource, String contentType) {}

    private StaticFiles() {}

    /** Whether somebody without a token may have it: the style of the page that asks for one. */
    static boolean isOpen(String path) {
        return path.equals("/status.css") || path.equals("/icon.svg");
    }

    /** Null if there is no such file. */
    static @Nullable Response find(String path) throws IOException {
        File file = FILES.get(path);
        if (file == null) {
            return null;
        }
        byte[] bytes = read(file.resource());
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return Response.of(200, file.contentType(), bytes)
                .with("ETag", "\"" + Long.toHexString(checksum.getValue()) + "\"")
                .with("Cache-Control", "no-cache");
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the status page needs " + resource + " on the class path");
            }
            return in.readAllBytes();
        }
    }
}

package io.holdfast.status.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The first line of a request and its headers.
 *
 * @param version 0 of HTTP/1.0, 1 of HTTP/1.1
 */
record RequestHead(
        String method,
        String path,
        Map<String, String> query,
        int version,
        Map<String, String> headers,
        int contentLength) {

    static final int BODY_BYTES = 16 << 10;

    private static final int HEADERS = 100;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");

    /** Parses what came before the empty line. */
    static RequestHead parse(String text) throws BadRequest {
        List<String> lines = List.of(text.split("\r?\n", -1));
        String[] first = lines.get(0).split(" ", -1);
        if (first.length != 3 || !TOKEN.matcher(first[0]).matches()) {
            throw new BadRequest(400, "expected a request line such as 'GET / HTTP/1.1'");
        }
        int version = version(first[2]);
        if (!TARGET.matcher(first[1]).matches()) {
            throw new BadRequest(400, "expected a path that begins with a slash");
        }
        Map<String, String> headers = headers(lines.subList(1, lines.size()));
        if (version == 1 && !headers.containsKey("host")) {
            throw new BadRequest(400, "HTTP/1.1 needs a Host header");
        }
        String[] target = first[1].split("\\?", 2);
        return new RequestHead(
                first[0],
                decoded(target[0].replace("+", "%2B")),
                target.length == 1 ? Map.of() : query(target[1]),
                version,
                headers,
                contentLength(headers));
    }

    private static int version(String version) throws BadRequest {
        return switch (version) {
            case "HTTP/1.1" -> 1;
            case "HTTP/1.0" -> 0;
            default ->
                throw new BadRequest(
                        version.startsWith("HTTP/") ? 505 : 400, "this server speaks HTTP/1.1 and HTTP/1.0");
        };
    }

    private static Map<String, String> headers(List<String> lines) throws BadRequest {
        if (lines.size() > HEADERS) {
            throw new BadRequest(431, "expected at most " + HEADERS + " headers, found " + lines.size());
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw new BadRequest(400, "expected headers such as 'Name: value'");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (headers.containsKey(name) && (name.equals("host") || name.equals("content-length"))) {
                throw new BadRequest(400, "expected one header " + name);
            }
            headers.merge(name, value, (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private static int contentLength(Map<String, String> headers) throws BadRequest {
        if (headers.containsKey("transfer-encoding")) {
            throw new BadRequest(501, "a body needs a Content-Length: transfer encodings are not supported");
        }
        String length = headers.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,18}")) {
            throw new BadRequest(400, "Content-Length is not a number");
        }
        if (Long.parseLong(length) > BODY_BYTES) {
            throw new BadRequest(413, "expected a body of at most " + BODY_BYTES + " bytes");
        }
        return Integer.parseInt(length);
    }

    private static Map<String, String> query(String text) throws BadRequest {
        Map<String, String> query = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
        }
        return query;
    }

    private static String decoded(String text) throws BadRequest {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(400, "a percent sign in the path or query is not followed by two hexadecimal digits");
        }
    }

    /** Whether the client may send another request on the same connection. */
    boolean keepsConnection() {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version == 1 ? !connection.contains("close") : connection.contains("keep-alive");
    }

    Request request(String body) {
        return new Request(method, path, query, headers, body);
    }
}

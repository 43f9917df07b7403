package io.holdfast.status.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param method such as {@code GET}
 * @param path decoded, without the query; begins with a slash
 * @param query its parameters, decoded; of several with one name the last
 * @param headers by name in lower case; of several with one name all, separated by commas
 * @param body as text; empty without one
 */
public record Request(String method, String path, Map<String, String> query, Map<String, String> headers, String body) {

    /** A header; null if it is not there. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}

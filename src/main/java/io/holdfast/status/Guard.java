package io.holdfast.status;

import io.holdfast.status.http.Request;
import io.holdfast.status.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who may look. Without a token, whoever is on this machine, by a name of this machine: a page from elsewhere whose host name leads
 * here by a trick of DNS is refused. With one, whoever knows it.
 */
final class Guard {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final String SIGN_IN =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Holdfast</title><link rel="stylesheet" href="status.css"></head>
            <body><main class="sign-in"><h1>Holdfast</h1>
            <form method="get" action="./"><label for="token">Token of this status page</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
            <button>Show</button></form>
            </main></body></html>
            """;

    private final @Nullable String token;
    private final String cookieName;
    private final String cookie;

    /** With the port, so that pages of several jobs on one machine do not overwrite each other's cookies. */
    Guard(@Nullable String token, int port) {
        this.token = token;
        cookieName = "holdfast-" + port;
        cookie = token == null ? "" : derived(token);
    }

    /** What the browser keeps: it cannot be turned back into the token. */
    private static String derived(String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal("status page".getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Null if the request may be answered. */
    @Nullable
    Response refusal(Request request) {
        if (token == null) {
            String host = request.header("host");
            return host == null || LOOPBACK.matcher(host).matches()
                    ? null
                    : Response.error(421, "this status page answers to localhost, not to the name in the Host header");
        }
        return isAuthorized(request) ? signedIn(request) : unauthorized(request);
    }

    /** The token leaves the address bar for a cookie. */
    private @Nullable Response signedIn(Request request) {
        return request.query().containsKey("token") && request.path().equals("/")
                ? Response.empty(303)
                        .with("Location", "./")
                        .with(
                                "Set-Cookie",
                                cookieName + "=" + cookie + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000")
                : null;
    }

    private static Response unauthorized(Request request) {
        String accepts = request.header("accept");
        boolean browser = request.path().equals("/") && accepts != null && accepts.contains("text/html");
        Response refusal = browser
                ? Response.of(401, "text/html; charset=utf-8", SIGN_IN.getBytes(StandardCharsets.UTF_8))
                : Response.error(
                        401,
                        request.query().containsKey("token") || request.header("authorization") != null
                                ? "this is not the token of this status page"
                                : "this status page needs its token: 'Authorization: Bearer TOKEN', or once /?token=TOKEN");
        return refusal.with("WWW-Authenticate", "Bearer realm=\"holdfast\"");
    }

    /** Whether the request brings the token, or what was given for it. */
    boolean isAuthorized(Request request) {
        String secret = token;
        if (secret == null) {
            return true;
        }
        String authorization = request.header("authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                    && same(authorization.substring(7).strip(), secret);
        }
        String asked = request.query().get("token");
        return asked != null ? same(asked, secret) : same(cookieOf(request), cookie);
    }

    private String cookieOf(Request request) {
        String cookies = request.header("cookie");
        if (cookies != null) {
            for (String one : cookies.split("[;,]", -1)) {
                String[] parts = one.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(cookieName)) {
                    return parts[1];
                }
            }
        }
        return "";
    }

    /** In a time that does not tell how much of it is right. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

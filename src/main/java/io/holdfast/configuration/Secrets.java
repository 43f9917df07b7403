package io.holdfast.configuration;

import java.util.Locale;
import java.util.stream.Stream;

/** What must not be shown: the values of keys whose names sound like it. */
public final class Secrets {

    private static final String MASK = "********";

    private Secrets() {}

    /** The value of a key, or, if it is a secret, stars, the same number for all. */
    public static String masked(String key, String value) {
        return isSecret(key) ? MASK : value;
    }

    static boolean isSecret(String key) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return Stream.of(
                        "password",
                        "passwd",
                        "secret",
                        "token",
                        "credential",
                        "jaas",
                        "privatekey",
                        "apikey",
                        "accesskey")
                .anyMatch(plain::contains);
    }
}

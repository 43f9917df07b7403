package io.holdfast.configuration;

/**
 * What somebody wrote.
 *
 * @param key the name of an option, or one of the user's own
 * @param text its value, not yet read
 * @param origin where it was written
 */
record Given(String key, String text, String origin) {}

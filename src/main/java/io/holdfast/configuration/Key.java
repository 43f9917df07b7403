package io.holdfast.configuration;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An option: the only place that says what it is called, what it may be, what it is unless told otherwise, and what for.
 *
 * @param name as files and {@code --set} call it
 * @param type of its values
 * @param method of the builder that sets it, too
 * @param fallback its default; null if it has none
 * @param fallbackText what the reference says of the default, which may depend on the machine
 * @param bounds what works; null if everything does
 * @param meaning for the reference
 */
public record Key<T>(
        String name,
        ValueType<T> type,
        String method,
        @Nullable T fallback,
        String fallbackText,
        @Nullable Bounds<T> bounds,
        String meaning) {

    /**
     * From which value to which.
     *
     * @param most null if there is no such
     */
    public record Bounds<T>(T least, @Nullable T most, Comparator<? super T> order) {

        boolean allow(T value) {
            return order.compare(value, least) >= 0 && (most == null || order.compare(value, most) <= 0);
        }

        String text(ValueType<T> type) {
            return most == null
                    ? "at least " + type.write(least)
                    : "from " + type.write(least) + " to " + type.write(most);
        }
    }

    static <T> Key<T> of(String name, ValueType<T> type, String method, String meaning) {
        return new Key<>(name, type, method, null, "", null, meaning);
    }

    Key<T> fallback(T value) {
        return fallback(value, type.write(value));
    }

    Key<T> fallback(T value, String text) {
        return new Key<>(name, type, method, value, text, bounds, meaning);
    }

    /** Without a default, but with something to say about that. */
    Key<T> withoutFallback(String text) {
        return new Key<>(name, type, method, null, text, bounds, meaning);
    }

    static <T extends Comparable<T>> Key<T> atLeast(T least, Key<T> key) {
        return key.within(new Bounds<>(least, null, Comparator.naturalOrder()));
    }

    static <T extends Comparable<T>> Key<T> between(T least, T most, Key<T> key) {
        return key.within(new Bounds<>(least, most, Comparator.naturalOrder()));
    }

    private Key<T> within(Bounds<T> allowed) {
        return new Key<>(name, type, method, fallback, fallbackText, allowed, meaning);
    }

    /** The environment variable that gives it a value. */
    public String variable() {
        return variable(name);
    }

    /** What is neither letter nor digit is an underscore there. */
    static String variable(String name) {
        return Variables.PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The default, for a key that has one. */
    public T requiredFallback() {
        return Objects.requireNonNull(fallback, name);
    }

    /** What is wrong with a value, if something is. */
    Optional<String> problem(T value) {
        return bounds == null || bounds.allow(value)
                ? Optional.empty()
                : Optional.of(name + " must be " + bounds.text(type) + ", found " + type.write(value));
    }

    /** What it may be, in words. */
    public String domain() {
        return bounds == null ? type.name() : type.name() + " " + bounds.text(type);
    }
}

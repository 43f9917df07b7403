package io.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a job in a JVM of its own is told, as arguments {@code name=value}. Immutable. */
final class Settings {

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    static Settings of(Load load) {
        return new Settings(Map.of()).with("records", load.records()).with("keys", load.keys());
    }

    static Settings parse(List<String> arguments) {
        Settings settings = new Settings(Map.of());
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings = settings.with(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return settings;
    }

    Settings with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value.toString());
        return new Settings(more);
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        values.forEach((name, value) -> arguments.add(name + "=" + value));
        return arguments;
    }

    @Nullable
    String textOrNull(String name) {
        return values.get(name);
    }

    String text(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(values.get(name));
    }

    Path directory() {
        return Path.of(text("directory"));
    }

    long records() {
        return number("records");
    }

    long keys() {
        return number("keys");
    }
}

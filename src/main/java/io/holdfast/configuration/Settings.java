package io.holdfast.configuration;

import io.holdfast.failure.ConfigurationException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a job's own, those that begin with {@code job.}: what a program wants to be told without being compiled again. Names are
 * given without that prefix here, so {@code text("topic")} is what a file calls {@code job.topic} and the environment
 * {@code HOLDFAST_JOB_TOPIC}. Thread-safe.
 *
 * <p>A value that is not what was asked for throws a {@link ConfigurationException}, which says where it was given.
 */
public final class Settings {

    static final String PREFIX = "job.";

    static final Settings NONE = new Settings(Map.of(), Map.of());

    private final Map<String, Given> given;
    private final Map<String, String> environment;
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    Settings(Map<String, Given> given, Map<String, String> environment) {
        this.given = new TreeMap<>(given);
        this.environment = Map.copyOf(environment);
    }

    /** Those of this process: what {@code run} was told, and nothing in a process that was started otherwise. */
    public static Settings ofProcess() {
        return Configuration.installed().settings();
    }

    /** A text, if one was given. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(find(name)).map(Given::text);
    }

    /** A text, or the default. */
    public String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    /** A text without which the job cannot be. */
    public String required(String name) {
        return text(name)
                .orElseThrow(() -> new ConfigurationException(
                        "the job needs " + PREFIX + name + ": give it in the configuration" + " file, as "
                                + Key.variable(PREFIX + name) + ", or with --set " + PREFIX + name + "=VALUE"));
    }

    /** A whole number, or the default. */
    public int integer(String name, int fallback) {
        return value(name, ValueType.INTEGER, fallback);
    }

    /** A whole number that may be large, or the default. */
    public long count(String name, long fallback) {
        return value(name, ValueType.COUNT, fallback);
    }

    /** {@code true} or {@code false}, or the default. */
    public boolean flag(String name, boolean fallback) {
        return value(name, ValueType.FLAG, fallback);
    }

    /** A time such as {@code 500ms}, or the default. */
    public Duration time(String name, Duration fallback) {
        return value(name, ValueType.TIME_SPAN, fallback);
    }

    /** A number of bytes such as {@code 64MB}, or the default. */
    public long bytes(String name, long fallback) {
        return value(name, ValueType.BYTES, fallback);
    }

    /**
     * All that begin with a name and a dot, without these: {@code under("kafka")} has {@code sasl.jaas.config} if
     * {@code job.kafka.sasl.jaas.config} was given, or {@code HOLDFAST_JOB_KAFKA_SASL_JAAS_CONFIG}.
     */
    public Map<String, String> under(String name) {
        String prefix = PREFIX + name + ".";
        Map<String, String> found = new TreeMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                asked.add(key);
                found.put(key.substring(prefix.length()), value.text());
            }
        });
        return Collections.unmodifiableMap(found);
    }

    private <T> T value(String name, ValueType<T> type, T fallback) {
        Given found = find(name);
        if (found == null) {
            return fallback;
        }
        try {
            return type.read(found.text());
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    found.origin() + ": " + PREFIX + name + " must be " + type.expected() + ", found '"
                            + Secrets.masked(name, found.text()) + "'",
                    e);
        }
    }

    /** The environment is looked up by the name that is asked for: its own names do not tell dots from hyphens. */
    private @Nullable Given find(String name) {
        String key = PREFIX + name;
        asked.add(key);
        Given found = given.get(key);
        String variable = Key.variable(key);
        String text = environment.get(variable);
        if (found != null || text == null) {
            return found;
        }
        asked.add(dotted(variable));
        return new Given(key, text, variable);
    }

    /** All that were given. */
    public Collection<Shown> all() {
        return given.values().stream()
                .map(value -> new Shown(
                        value.key(),
                        Secrets.masked(value.key(), value.text()),
                        value.origin(),
                        asked.contains(value.key())))
                .toList();
    }

    /**
     * A key of the user's own, as it may be shown.
     *
     * @param value stars for a secret
     * @param asked whether the program has asked for it by now
     */
    public record Shown(String key, String value, String origin, boolean asked) {}

    /** What a variable is taken to mean as long as nobody asks for something else that is written like it. */
    static String dotted(String variable) {
        return PREFIX
                + variable.substring(Variables.JOB.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
    }
}

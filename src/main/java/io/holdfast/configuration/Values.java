package io.holdfast.configuration;

import io.holdfast.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of options, each with its origin; what was not set has its default. Immutable. */
public final class Values {

    /** Nothing is set. */
    public static final Values DEFAULTS = new Values(Map.of());

    private final Map<Key<?>, Setting<?>> settings;

    private Values(Map<Key<?>, Setting<?>> settings) {
        this.settings = settings;
    }

    /** The same with a value that the job's code gives; its bounds are not looked at yet. */
    public <T> Values with(Key<T> key, T value) {
        return with(new Setting<>(key, Objects.requireNonNull(value, key.name()), Setting.CODE));
    }

    Values with(Setting<?> setting) {
        Map<Key<?>, Setting<?>> more = new LinkedHashMap<>(settings);
        more.put(setting.key(), setting);
        return new Values(more);
    }

    /** These, where the others do not say otherwise. */
    Values under(Values others) {
        Map<Key<?>, Setting<?>> more = new LinkedHashMap<>(settings);
        more.putAll(others.settings);
        return new Values(more);
    }

    /** The value of an option that has a default. */
    public <T> T get(Key<T> key) {
        Setting<T> setting = setting(key);
        return setting == null ? key.requiredFallback() : setting.value();
    }

    /** The value, if it was set. */
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable(setting(key)).map(Setting::value);
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable Setting<T> setting(Key<T> key) {
        return (Setting<T>) settings.get(key);
    }

    /** All options that have a value, in the order of the reference. */
    public List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>();
        Keys.ALL.forEach(key -> add(all, key));
        return all;
    }

    private <T> void add(List<Setting<?>> all, Key<T> key) {
        Setting<T> setting = setting(key);
        T fallback = key.fallback();
        if (setting != null) {
            all.add(setting);
        } else if (fallback != null) {
            all.add(new Setting<>(key, fallback, Setting.DEFAULT));
        }
    }

    /** Throws all problems together unless there are none. */
    public void check(String what) {
        List<String> problems = new ArrayList<>();
        settings.values().forEach(setting -> problem(setting).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(what + ": " + String.join("; ", problems));
        }
    }

    private static <T> Optional<String> problem(Setting<T> setting) {
        return setting.key().problem(setting.value()).map(problem -> problem + " (" + setting.origin() + ")");
    }
}

package io.holdfast.configuration;

/**
 * A value that an option has, and who gave it.
 *
 * @param origin such as {@code job.properties:3}, {@code HOLDFAST_PARALLELISM} or {@code --set parallelism}
 */
public record Setting<T>(Key<T> key, T value, String origin) {

    /** The origin of what nobody has set. */
    static final String DEFAULT = "default";

    /** The origin of what the job's program says. */
    static final String CODE = "the job's code";

    /** The value as it may be shown. */
    public String shown() {
        return Secrets.masked(key.name(), key.type().write(value));
    }
}

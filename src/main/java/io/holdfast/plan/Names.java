package io.holdfast.plan;

import io.holdfast.failure.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of a job's sources, stateful operators and sinks: what a checkpoint is matched by after a restart. */
public final class Names {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Map<String, String> owners = new HashMap<>();

    /** Takes a name for an operator of the given kind, or refuses it with the reason. */
    public String claim(@Nullable String name, String kind) {
        String legal = legal(name, kind);
        String owner = owners.putIfAbsent(legal, kind);
        if (owner != null) {
            throw new ConfigurationException("the name '" + legal + "' of this " + kind + " is already taken by a "
                    + owner + ": a checkpoint finds sources, states and sinks by name, so each needs its own");
        }
        return legal;
    }

    /** Checks the form of a name. */
    public static String legal(@Nullable String name, String kind) {
        if (name == null || name.isBlank()) {
            throw new ConfigurationException("this " + kind + " needs a name: a checkpoint finds it by name after a "
                    + "restart, whatever else in the job has changed");
        }
        if (!LEGAL.matcher(name).matches()) {
            throw new ConfigurationException("the name '" + name + "' of this " + kind + " cannot be used: a name is 1 "
                    + "to 100 letters, digits, dots, underscores or hyphens, the first a letter or digit, because it "
                    + "becomes part of file names, topics' group names and metrics");
        }
        return name;
    }
}

package io.holdfast.configuration;

import io.holdfast.common.Nearest;
import io.holdfast.failure.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What those who run a job say about it: a file, then environment variables, then options of the command line; each overrules the
 * ones before, and all overrule the job's code. Keys that begin with {@code job.} are the user's own. Immutable.
 */
public final class Configuration {

    /** Nothing is said. */
    public static final Configuration NONE = new Configuration(Values.DEFAULTS, Settings.NONE);

    private static volatile Configuration installed = NONE;

    private final Values values;
    private final Settings settings;

    private Configuration(Values values, Settings settings) {
        this.values = values;
        this.settings = settings;
    }

    /**
     * Reads all there is; throws all that is wrong, together.
     *
     * @param file Java properties in UTF-8; null for what {@code HOLDFAST_CONFIG} names, if anything
     * @param environment variables, of which those that begin with {@code HOLDFAST_} count
     * @param sets {@code key=value} from the command line
     */
    public static Configuration read(@Nullable Path file, Map<String, String> environment, List<String> sets) {
        return new Reader().read(file, environment, sets);
    }

    /** What a process has to find in its environment so that it reads the same as this one. */
    public static Map<String, String> asVariables(@Nullable Path file, List<String> sets) {
        Map<String, String> variables = new TreeMap<>();
        if (file != null) {
            variables.put(Variables.FILE, file.toAbsolutePath().toString());
        }
        for (String set : sets) {
            int equals = set.indexOf('=');
            variables.put(
                    Key.variable(set.substring(0, equals).strip()),
                    set.substring(equals + 1).strip());
        }
        return variables;
    }

    /** Makes this the configuration of all jobs that this process will build. For tools that run a job's program, once. */
    public void install() {
        synchronized (Configuration.class) {
            if (installed != NONE) {
                throw new IllegalStateException("this process has a configuration already");
            }
            installed = this;
        }
    }

    /** The configuration of this process; {@link #NONE} unless a tool runs it. */
    public static Configuration installed() {
        return installed;
    }

    /** What a job has if its code says these. */
    public Values over(Values code) {
        return code.under(values);
    }

    /** Options that were given, without those that the job's code gives. */
    public Values values() {
        return values;
    }

    /** The user's own. */
    public Settings settings() {
        return settings;
    }

    /** Takes one place after the other, and collects problems. */
    private static final class Reader {

        private final List<String> problems = new ArrayList<>();
        private final Map<String, Given> own = new TreeMap<>();
        private Values values = Values.DEFAULTS;

        Configuration read(@Nullable Path file, Map<String, String> environment, List<String> sets) {
            String named = environment.get(Variables.FILE);
            Path from = file != null || named == null ? file : Path.of(named);
            if (from != null) {
                PropertiesFile.read(from, problems::add).forEach(this::take);
            }
            new TreeMap<>(environment).forEach(this::takeVariable);
            sets.forEach(this::takeSet);
            if (!problems.isEmpty()) {
                throw new ConfigurationException(
                        (problems.size() == 1 ? "the configuration is wrong: " : "the configuration is wrong:\n  ")
                                + String.join("\n  ", problems));
            }
            return new Configuration(values, new Settings(own, environment));
        }

        private void takeVariable(String variable, String text) {
            if (!Variables.isOurs(variable) && !isKnown(variable)) {
                return;
            }
            if (variable.startsWith(Variables.JOB)) {
                takeOwn(variable, text);
                return;
            }
            Keys.ALL.stream()
                    .filter(key -> key.variable().equals(variable))
                    .findFirst()
                    .ifPresentOrElse(
                            key -> set(key, new Given(key.name(), text, variable)),
                            () -> problems.add("there is no option for the environment variable " + variable
                                    + nearest(
                                            variable,
                                            Keys.ALL.stream().map(Key::variable).toList())));
        }

        /** It overrules all keys that are written like it as variables: those do not tell dots from hyphens. */
        private void takeOwn(String variable, String text) {
            List<String> keys = own.keySet().stream()
                    .filter(key -> Key.variable(key).equals(variable))
                    .toList();
            (keys.isEmpty() ? List.of(Settings.dotted(variable)) : keys)
                    .forEach(key -> own.put(key, new Given(key, text, variable)));
        }

        private static boolean isKnown(String variable) {
            return Keys.ALL.stream().anyMatch(key -> key.variable().equals(variable));
        }

        private void takeSet(String set) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                problems.add("--set " + set + " is not of the form KEY=VALUE");
                return;
            }
            String key = set.substring(0, equals).strip();
            take(new Given(key, set.substring(equals + 1).strip(), "--set " + key));
        }

        private void take(Given given) {
            if (given.key().startsWith(Settings.PREFIX)) {
                own.put(given.key(), given);
                return;
            }
            Keys.ALL.stream()
                    .filter(key -> key.name().equals(given.key()))
                    .findFirst()
                    .ifPresentOrElse(key -> set(key, given), () -> problems.add(unknown(given)));
        }

        private static String unknown(Given given) {
            return given.origin() + ": there is no option '" + given.key() + "'"
                    + nearest(given.key(), Keys.ALL.stream().map(Key::name).toList())
                    + "; keys of your own begin with " + Settings.PREFIX;
        }

        private static String nearest(String word, List<String> known) {
            return Nearest.to(word, known)
                    .map(nearest -> ", did you mean " + nearest + "?")
                    .orElse("; there are " + known.stream().sorted().collect(Collectors.joining(", ")));
        }

        private <T> void set(Key<T> key, Given given) {
            try {
                T value = key.type().read(given.text());
                key.problem(value)
                        .ifPresentOrElse(
                                problem -> problems.add(given.origin() + ": " + problem),
                                () -> values = values.with(new Setting<>(key, value, given.origin())));
            } catch (ConfigurationException e) {
                problems.add(given.origin() + ": " + key.name() + " must be "
                        + key.type().expected() + ", found '" + Secrets.masked(key.name(), given.text()) + "'");
            }
        }
    }
}

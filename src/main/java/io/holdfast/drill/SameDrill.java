package io.holdfast.drill;

import java.util.Map;
import java.util.regex.Pattern;

/** The command that runs a drill again, as far as its result knows it; what it does not know stands in capitals. */
final class SameDrill {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+-]+");

    private SameDrill() {}

    static String command(DrillResult result) {
        StringBuilder command = new StringBuilder("java -jar holdfast.jar drill --job ")
                .append(quoted(result.job()))
                .append(" --classpath CLASSPATH");
        for (Map.Entry<String, String> option : result.options().entrySet()) {
            command.append(argument(option.getKey(), option.getValue()));
        }
        return command.append(" --seed ")
                .append(result.seed())
                .append(" -- ARGUMENTS")
                .toString();
    }

    /** Empty where the default is meant. */
    private static String argument(String name, String value) {
        return switch (name) {
            case "real-outputs" -> Boolean.parseBoolean(value) ? " --real-outputs" : "";
            case "kafka" -> value.equals(DrillOptions.OWN_SERVERS) ? " --kafka" : optional(name, value);
            case "checkpoint" -> value.equals("an empty one") ? "" : given(name, value);
            case "patience" -> given(name, value.replace(" ", ""));
            default -> optional(name, value);
        };
    }

    private static String optional(String name, String value) {
        return value.isEmpty() ? "" : given(name, value);
    }

    private static String given(String name, String value) {
        return " --" + name + " " + quoted(value);
    }

    /** For a POSIX shell. */
    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

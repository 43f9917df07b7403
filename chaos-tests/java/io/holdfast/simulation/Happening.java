package io.holdfast.simulation;

import io.holdfast.testkit.simulation.FaultPlan.Operation;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated process is doing at a moment. Text is made only when somebody asks: moments pass by the million.
 *
 * @param phase {@code before} or {@code after}
 * @param operation what it does to its storage, or null if {@code action} says it
 * @param action what else it does
 */
public record Happening(String phase, @Nullable Operation operation, String action) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static Happening before(Operation operation) {
        return new Happening("before", operation, "");
    }

    static Happening after(Operation operation) {
        return new Happening("after", operation, "");
    }

    static Happening before(String action) {
        return new Happening("before", null, action);
    }

    static Happening after(String action) {
        return new Happening("after", null, action);
    }

    /** Whether this is the moment before or after an operation of this name on this path. */
    public boolean is(String when, String name, String path) {
        return operation != null
                && phase.equals(when)
                && operation.name().equals(name)
                && operation.path().equals(path);
    }

    /** The point of the protocol that this moment belongs to: the same in each batch, process and attempt. */
    public String point() {
        return phase + " "
                + (operation == null
                        ? NUMBER.matcher(action).replaceAll("#")
                        : operation.name() + " " + kindOf(operation.path()));
    }

    /** The directory, and of the name its last part: the others are numbers and nonces. */
    private static String kindOf(String path) {
        int name = path.indexOf('/') + 1;
        int last = Math.max(path.lastIndexOf('.'), path.lastIndexOf('-'));
        return last <= name ? path : path.substring(0, name) + "*" + path.substring(last);
    }

    @Override
    public String toString() {
        return phase + " " + (operation == null ? action : operation.toString());
    }
}

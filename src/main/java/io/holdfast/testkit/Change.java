package io.holdfast.testkit;

import io.holdfast.format.FileNames;
import io.holdfast.testkit.simulation.FaultPlan.Operation;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process has just changed something that outlives it. Text is made only when somebody asks.
 *
 * @param operation on the disk, or null if {@code action} says what it was
 * @param action what else it was
 */
record Change(@Nullable Operation operation, String action) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static Change of(Operation operation) {
        return new Change(operation, "");
    }

    static Change of(String action) {
        return new Change(null, action);
    }

    /** The same in each batch and process. */
    String point() {
        return operation == null
                ? NUMBER.matcher(action).replaceAll("#")
                : operation.name() + " " + kindOf(operation.path());
    }

    /** The directory, and of the name its last part: the others are numbers and nonces. */
    private static String kindOf(String path) {
        int name = path.indexOf('/') + 1;
        int last = Math.max(path.lastIndexOf('.'), path.lastIndexOf('-'));
        return last <= name ? path : path.substring(0, name) + "*" + path.substring(last);
    }

    @Override
    public String toString() {
        if (operation == null) {
            return action;
        }
        String meaning = meaning(operation);
        String done = operation.name() + " " + operation.path();
        return meaning.isEmpty() ? done : meaning + " (" + done + ")";
    }

    private static String meaning(Operation operation) {
        String path = operation.path();
        String name = path.substring(path.indexOf('/') + 1);
        OptionalLong batch =
                path.startsWith(FileNames.BATCHES + "/") ? FileNames.parseBatch(name) : OptionalLong.empty();
        return switch (operation.name()) {
            case "publish" ->
                batch.isPresent()
                        ? "the file of batch " + batch.getAsLong() + " got its name, which is not synced yet"
                        : "a finished file got its name";
            case "syncDirectory" ->
                path.equals(FileNames.BATCHES) ? "the names of all batches were synced: the last is committed" : "";
            case "sync" -> path.endsWith(".batch") ? "the content of a batch file was synced" : "";
            case "write" -> path.endsWith(".batch") ? "a part of a batch file was written" : "";
            case "bringIn" -> "a file of a snapshot was stored";
            case "delete" ->
                batch.isPresent() ? "batch " + batch.getAsLong() + " was deleted, being too old" : "a file was deleted";
            default -> "";
        };
    }
}

package io.holdfast.reader;

import java.util.Optional;

/**
 * A key whose state is another in a later batch than in an earlier one. At least one of both is present.
 *
 * @param before what the key had; empty if it was added
 * @param after what the key has; empty if it was removed
 */
public record StateChange(Optional<StateEntry> before, Optional<StateEntry> after) {

    /** What happened to a key. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    public Kind kind() {
        if (before.isEmpty()) {
            return Kind.ADDED;
        }
        return after.isEmpty() ? Kind.REMOVED : Kind.CHANGED;
    }

    /** The entry that says which key it is. */
    public StateEntry entry() {
        return after.or(() -> before).orElseThrow();
    }
}

package io.holdfast.reader;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What changed in the state of an operator between two batches. */
final class StateDifference {

    private final StoredBatch from;
    private final StoredBatch to;
    private final String operator;

    StateDifference(StoredBatch from, StoredBatch to, String operator) {
        this.from = from;
        this.to = to;
        this.operator = operator;
    }

    void visit(Consumer<StateChange> action) {
        if (!from.operators().contains(operator)) {
            visitAll(to, entry -> action.accept(new StateChange(Optional.empty(), Optional.of(entry))));
        } else if (!to.operators().contains(operator)) {
            visitAll(from, entry -> action.accept(new StateChange(Optional.of(entry), Optional.empty())));
        } else {
            visitBoth(action);
        }
    }

    private void visitAll(StoredBatch batch, Consumer<StateEntry> action) {
        try (StoredState state = batch.state(operator)) {
            while (state.next()) {
                action.accept(state.entry());
            }
        }
    }

    private void visitBoth(Consumer<StateChange> action) {
        DeltaOverlay changes = isPinnedOnly() ? null : changes();
        try (StoredState before = from.state(operator)) {
            if (changes == null || changes.hasGap()) {
                try (StoredState after = to.state(operator)) {
                    merge(before, after, action);
                }
            } else {
                lookUp(before, changes, action);
            }
        }
    }

    /** A pin keeps a batch, but not those that came after it. */
    private boolean isPinnedOnly() {
        return from.id() < to.checkpoint().floor();
    }

    private DeltaOverlay changes() {
        return to.checkpoint()
                .unlessGivenUp(from.id(), () -> DeltaOverlay.read(to.checkpoint(), operator, from.id() + 1, to));
    }

    private void lookUp(StoredState before, DeltaOverlay changes, Consumer<StateChange> action) {
        EntryReader reader = to.entries(operator);
        for (byte[] key : changes.keys()) {
            byte[] stored = changes.get(key);
            pass(
                    before.findStored(key),
                    stored == null ? Optional.empty() : Optional.of(new StateEntry(key, stored, reader)),
                    action);
        }
    }

    private static void merge(StoredState before, StoredState after, Consumer<StateChange> action) {
        StateEntry old = next(before);
        StateEntry present = next(after);
        while (old != null || present != null) {
            int order = order(old, present);
            pass(
                    Optional.ofNullable(order <= 0 ? old : null),
                    Optional.ofNullable(order >= 0 ? present : null),
                    action);
            old = order <= 0 ? next(before) : old;
            present = order >= 0 ? next(after) : present;
        }
    }

    private static @Nullable StateEntry next(StoredState state) {
        return state.next() ? state.entry() : null;
    }

    /** Below 0 if only the first is next, above 0 if only the second is, 0 if they have the same key. */
    private static int order(@Nullable StateEntry one, @Nullable StateEntry other) {
        if (one == null) {
            return 1;
        }
        return other == null ? -1 : Arrays.compareUnsigned(one.storeKey(), other.storeKey());
    }

    private static void pass(Optional<StateEntry> before, Optional<StateEntry> after, Consumer<StateChange> action) {
        boolean same = before.isEmpty() == after.isEmpty()
                && (before.isEmpty() || before.get().sameAs(after.orElseThrow()));
        if (!same) {
            action.accept(new StateChange(before, after));
        }
    }
}

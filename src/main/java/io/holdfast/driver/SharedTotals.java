package io.holdfast.driver;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.model.Accumulator;
import io.holdfast.model.Broadcast;
import io.holdfast.plan.Shared;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accumulators and broadcast values between manifests and batches. Used by the driver's thread. */
final class SharedTotals {

    private final Shared shared;
    private final Types types;
    private Map<String, Object> totals = new HashMap<>();
    private Map<String, Object> broadcasts = new HashMap<>();

    /** What a manifest says; what it does not know is as at the beginning. */
    SharedTotals(Shared shared, Types types, Manifest before) {
        this.shared = shared;
        this.types = types;
        SortedMap<String, String> stored = before.shared() == null ? new TreeMap<>() : before.shared();
        for (Accumulator<Object> accumulator : shared.accumulators()) {
            totals.put(accumulator.name(), decoded(stored.get(accumulator.name()), accumulator.value()));
        }
        for (Broadcast<Object> broadcast : shared.broadcasts()) {
            broadcasts.put(broadcast.name(), decoded(stored.get(broadcast.name()), broadcast.initial()));
        }
        tell(totals);
    }

    private Object decoded(@Nullable String stored, Object otherwise) {
        return stored == null
                ? otherwise
                : Objects.requireNonNull(
                        types.decode(new BytesReader(Base64.getDecoder().decode(stored))));
    }

    /** What the functions of the next batch see. */
    Map<String, Object> broadcasts() {
        Map<String, Object> next = new HashMap<>(broadcasts);
        for (Broadcast<Object> broadcast : shared.broadcasts()) {
            Object replacement = broadcast.replacement();
            if (replacement != null) {
                next.put(broadcast.name(), replacement);
            }
        }
        broadcasts = next;
        return next;
    }

    /** Takes what a batch added. */
    void ran(Map<String, Object> added) {
        Map<String, Object> after = new HashMap<>(totals);
        for (Accumulator<Object> accumulator : shared.accumulators()) {
            Object more = added.get(accumulator.name());
            if (more != null) {
                after.computeIfPresent(accumulator.name(), (name, before) -> merged(accumulator, before, more));
            }
        }
        totals = after;
    }

    private static Object merged(Accumulator<Object> accumulator, Object before, Object more) {
        try {
            return accumulator.merged(before, more);
        } catch (Exception e) {
            throw new UserCodeException("accumulator '" + accumulator.name() + "' could not be merged: " + e, e);
        }
    }

    /** What the manifest of the batch says. */
    SortedMap<String, String> stored() {
        SortedMap<String, String> stored = new TreeMap<>();
        totals.forEach((name, value) -> stored.put(name, encoded(value)));
        broadcasts.forEach((name, value) -> stored.put(name, encoded(value)));
        return stored;
    }

    private String encoded(Object value) {
        BytesWriter out = new BytesWriter(64);
        types.encode(value, out);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /** To be run when the batch is committed. */
    Runnable committed() {
        Map<String, Object> now = totals;
        return () -> tell(now);
    }

    private void tell(Map<String, Object> now) {
        for (Accumulator<Object> accumulator : shared.accumulators()) {
            accumulator.committed(Objects.requireNonNull(now.get(accumulator.name())));
        }
    }
}

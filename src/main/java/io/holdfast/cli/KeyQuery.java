package io.holdfast.cli;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.reader.StateEntry;
import io.holdfast.reader.StoredState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a state that somebody asked for in words. A key that is given is first looked up as what the words can be; only
 * if no key is one of those, all are read and their texts compared.
 */
final class KeyQuery {

    private static final Types BUILT_IN = Types.builder().build();

    private static final List<Function<String, Object>> READINGS = List.of(
            text -> text,
            Byte::valueOf,
            Short::valueOf,
            Integer::valueOf,
            Long::valueOf,
            BigInteger::new,
            BigDecimal::new,
            UUID::fromString);

    private final StoredState state;
    private final @Nullable String key;
    private final @Nullable String prefix;
    private final boolean lookedUp;
    private final Deque<StateEntry> found = new ArrayDeque<>();

    KeyQuery(StoredState state, @Nullable String key, @Nullable String prefix) {
        this.state = state;
        this.key = key;
        this.prefix = prefix;
        if (key != null) {
            readings(key).forEach(reading -> state.find(reading).ifPresent(found::add));
        }
        lookedUp = !found.isEmpty();
    }

    private static List<byte[]> readings(String text) {
        List<byte[]> readings = new ArrayList<>();
        for (Function<String, Object> reading : READINGS) {
            try {
                BytesWriter bytes = new BytesWriter(text.length() + 16);
                BUILT_IN.encodeKey(reading.apply(text), bytes);
                readings.add(bytes.toByteArray());
            } catch (IllegalArgumentException e) {
                // The text is no number, or no UUID.
            }
        }
        return readings;
    }

    /** The next key that was asked for; null if there is none. */
    @Nullable
    StateEntry next() {
        if (lookedUp) {
            return found.poll();
        }
        while (state.next()) {
            if (isAskedFor(state.entry())) {
                return state.entry();
            }
        }
        return null;
    }

    private boolean isAskedFor(StateEntry entry) {
        if (key == null && prefix == null) {
            return true;
        }
        String text = entry.key().toString();
        return key == null ? text.startsWith(String.valueOf(prefix)) : text.equals(key);
    }
}

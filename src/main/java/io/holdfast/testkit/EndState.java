package io.holdfast.testkit;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.driver.RestoredState;
import io.holdfast.driver.RestoredState.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All state that a run has left, by table and by the bytes of the key: what the next process of the job would begin with. */
final class EndState {

    private final SortedMap<String, SortedMap<byte[], Entry>> tables = new TreeMap<>();

    /** What {@link RestoredState} has restored; keys get the bytes that these types make of them. */
    EndState(Map<String, List<Entry>> restored, Types types) {
        restored.forEach((table, entries) -> {
            SortedMap<byte[], Entry> byKey = new TreeMap<>(Arrays::compareUnsigned);
            entries.forEach(entry -> byKey.put(bytes(entry.key(), types), entry));
            tables.put(table, byKey);
        });
    }

    private static byte[] bytes(Object key, Types types) {
        BytesWriter bytes = new BytesWriter(64);
        types.encodeKey(key, bytes);
        return bytes.toByteArray();
    }

    /** The first difference of another state from this one. */
    Optional<Difference> difference(EndState other, Sameness sameness) {
        TreeSet<String> names = new TreeSet<>(tables.keySet());
        names.addAll(other.tables.keySet());
        return names.stream()
                .flatMap(table -> difference(table, at(table), other.at(table), sameness).stream())
                .findFirst();
    }

    private SortedMap<byte[], Entry> at(String table) {
        return tables.getOrDefault(table, new TreeMap<>(Arrays::compareUnsigned));
    }

    private static Optional<Difference> difference(
            String table, SortedMap<byte[], Entry> expected, SortedMap<byte[], Entry> found, Sameness sameness) {
        SortedMap<byte[], Entry> keys = new TreeMap<>(expected);
        keys.putAll(found);
        for (Map.Entry<byte[], Entry> key : keys.entrySet()) {
            Entry one = expected.get(key.getKey());
            Entry other = found.get(key.getKey());
            if (!same(one, other, sameness)) {
                return Optional.of(new Difference.OfState(table, key.getValue().key(), one, other));
            }
        }
        return Optional.empty();
    }

    private static boolean same(@Nullable Entry one, @Nullable Entry other, Sameness sameness) {
        return one != null
                && other != null
                && one.deadlineMillis() == other.deadlineMillis()
                && sameness.ofValues(one.value(), other.value());
    }

    /** How many keys there are, over all tables. */
    long size() {
        return tables.values().stream().mapToLong(Map::size).sum();
    }
}

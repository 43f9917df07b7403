package io.holdfast.testkit;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether records are the same: equal, or equal in the bytes that the job's types make of them. The order of records is compared
 * where it is promised: between pairs of one key. Which key comes first in a batch depends on what is in memory.
 */
final class Sameness {

    private final Types types;

    Sameness(Types types) {
        this.types = types;
    }

    boolean of(List<Object> left, List<Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        return inOrder(left, right) || (containsAll(left, right) && keysInOrder(left, right));
    }

    private boolean inOrder(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            if (!ofValues(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean containsAll(List<Object> left, List<Object> right) {
        List<Object> rest = new ArrayList<>(right);
        for (Object record : left) {
            int found = indexOf(record, rest);
            if (found < 0) {
                return false;
            }
            rest.remove(found);
        }
        return true;
    }

    private int indexOf(Object record, List<Object> records) {
        for (int i = 0; i < records.size(); i++) {
            if (ofValues(record, records.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean keysInOrder(List<Object> left, List<Object> right) {
        Map<Object, List<Object>> expected = byKey(left);
        Map<Object, List<Object>> found = byKey(right);
        return expected.entrySet().stream()
                .allMatch(key -> inSameOrder(key.getValue(), found.getOrDefault(key.getKey(), key.getValue())));
    }

    /** A key without equals is not found again; its records have been compared already. */
    private boolean inSameOrder(List<Object> left, List<Object> right) {
        return left.size() == right.size() && inOrder(left, right);
    }

    private static Map<Object, List<Object>> byKey(List<Object> records) {
        Map<Object, List<Object>> byKey = new LinkedHashMap<>();
        for (Object record : records) {
            if (record instanceof Pair<?, ?> pair && pair.key() != null) {
                byKey.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(record);
            }
        }
        return byKey;
    }

    /** Whether two values are the same. */
    boolean ofValues(Object left, Object right) {
        return Objects.deepEquals(left, right) || inBytes(left, right);
    }

    private boolean inBytes(Object left, Object right) {
        if (left.getClass() != right.getClass()) {
            return false;
        }
        BytesWriter leftBytes = new BytesWriter(64);
        BytesWriter rightBytes = new BytesWriter(64);
        try {
            types.encode(left, leftBytes);
            types.encode(right, rightBytes);
        } catch (UserCodeException notRegistered) {
            requireEquals(left);
            return false;
        }
        return Arrays.equals(leftBytes.toByteArray(), rightBytes.toByteArray());
    }

    private static void requireEquals(Object record) {
        if (!(record instanceof Pair) && usesIdentity(record.getClass())) {
            throw new IllegalArgumentException("records of " + record.getClass()
                    + " cannot be compared: make it a record, give it equals, or register it with the job's builder");
        }
    }

    private static boolean usesIdentity(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() == Object.class && !type.isArray();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}

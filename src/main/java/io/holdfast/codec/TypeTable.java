package io.holdfast.codec;

import io.holdfast.common.MalformedBytesException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects, while {@link Types} is built, how classes are written and how tags are read. */
final class TypeTable {

    private static final ValueReader UNKNOWN = (in, depth) -> {
        throw new MalformedBytesException("no type has the tag just before byte " + in.position());
    };

    private final Map<Class<?>, TypeEntry> entries = new HashMap<>();
    private final ValueReader[] readers;

    TypeTable(int highestTag) {
        readers = new ValueReader[highestTag + 1];
        Arrays.fill(readers, UNKNOWN);
    }

    void type(Class<?> type, TypeEntry entry) {
        entries.put(type, entry);
    }

    void reader(int tag, ValueReader reader) {
        readers[tag] = reader;
    }

    /** A built-in type with one tag whose values are immutable and can be keys. */
    void scalar(int tag, Class<?> type, ValueWriter writer, ValueReader reader) {
        type(type, new TypeEntry(writer, KeyCheck.ANY, true));
        reader(tag, reader);
    }

    /** A built-in array type; equal content gives equal bytes. */
    void array(int tag, Class<?> type, ValueWriter writer, ValueReader reader) {
        type(type, new TypeEntry(writer, KeyCheck.ANY, false));
        reader(tag, reader);
    }

    @Nullable
    TypeEntry entry(Class<?> type) {
        return entries.get(type);
    }

    Map<Class<?>, TypeEntry> entries() {
        return entries;
    }

    ValueReader[] readers() {
        return readers;
    }
}

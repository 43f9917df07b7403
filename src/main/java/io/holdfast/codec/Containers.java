package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import io.holdfast.model.Windowed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types whose values hold tagged values: any list, set or map, whatever its class, comes back unmodifiable and in the
 * order in which it was written.
 */
final class Containers {

    /** Above this many elements room is made as they are read: a wrong count must not decide how much is allocated. */
    private static final int TRUSTED_COUNT = 1024;

    private static final String ORDER =
            "equal sets or maps may be written in different orders; use a List, or a record with what identifies it";

    private final Types types;

    private Containers(Types types) {
        this.types = types;
    }

    static void addTo(TypeTable table, Types types) {
        Containers containers = new Containers(types);
        containers.addCollections(table);
        containers.addSmall(table);
    }

    private void addCollections(TypeTable table) {
        table.type(List.class, new TypeEntry(this::writeList, this::checkList, false));
        table.reader(Tag.LIST, elements(this::readList));
        table.type(Set.class, new TypeEntry(this::writeSet, new KeyCheck.Refusal(ORDER), false));
        table.reader(Tag.SET, elements(this::readSet));
        table.type(Map.class, new TypeEntry(this::writeMap, new KeyCheck.Refusal(ORDER), false));
        table.reader(Tag.MAP, new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                return readMap(in, depth);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                skipValues(in, depth, 2L * Scalars.readCount(in, 2));
            }
        });
    }

    private void addSmall(TypeTable table) {
        table.type(Optional.class, new TypeEntry(this::writeOptional, this::checkOptional, false));
        table.reader(Tag.OPTIONAL, values(1, (in, depth) -> Optional.<Object>ofNullable(types.read(in, depth + 1))));
        table.type(Pair.class, new TypeEntry(this::writePair, this::checkPair, false));
        table.reader(Tag.PAIR, values(2, this::readPair));
        table.type(Windowed.class, new TypeEntry(this::writeWindowed, this::checkWindowed, false));
        table.reader(Tag.WINDOWED, values(3, this::readWindowed));
    }

    private ValueReader elements(ValueReader reader) {
        return new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                return reader.read(in, depth);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                skipValues(in, depth, Scalars.readCount(in, 1));
            }
        };
    }

    private ValueReader values(int count, ValueReader reader) {
        return new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                return reader.read(in, depth);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                skipValues(in, depth, count);
            }
        };
    }

    private void skipValues(BytesReader in, int depth, long count) {
        for (long i = 0; i < count; i++) {
            types.skip(in, depth + 1);
        }
    }

    private void writeList(Object value, BytesWriter out, int depth) {
        out.writeByte(Tag.LIST);
        writeElements((Collection<?>) value, out, depth);
    }

    private void writeSet(Object value, BytesWriter out, int depth) {
        out.writeByte(Tag.SET);
        writeElements((Collection<?>) value, out, depth);
    }

    private void writeElements(Collection<?> elements, BytesWriter out, int depth) {
        int count = elements.size();
        out.writeVarInt(count);
        int written = 0;
        for (Object element : elements) {
            types.write(element, out, depth + 1);
            written++;
        }
        requireUnchanged(elements, count, written);
    }

    private void writeMap(Object value, BytesWriter out, int depth) {
        Map<?, ?> map = (Map<?, ?>) value;
        int count = map.size();
        out.writeByte(Tag.MAP);
        out.writeVarInt(count);
        int written = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            types.write(entry.getKey(), out, depth + 1);
            types.write(entry.getValue(), out, depth + 1);
            written++;
        }
        requireUnchanged(map, count, written);
    }

    private static void requireUnchanged(Object container, int count, int written) {
        if (written != count) {
            throw new UserCodeException("a " + container.getClass().getName() + " said to have " + count
                    + " elements gave " + written + ": another thread changes it while it is written;"
                    + " give Holdfast a copy that nothing else changes");
        }
    }

    private List<@Nullable Object> readList(BytesReader in, int depth) {
        int count = Scalars.readCount(in, 1);
        List<@Nullable Object> list = new ArrayList<>(Math.min(count, TRUSTED_COUNT));
        for (int i = 0; i < count; i++) {
            list.add(types.read(in, depth + 1));
        }
        return Collections.unmodifiableList(list);
    }

    private Set<@Nullable Object> readSet(BytesReader in, int depth) {
        int count = Scalars.readCount(in, 1);
        Set<@Nullable Object> set = new LinkedHashSet<>(capacity(count));
        for (int i = 0; i < count; i++) {
            set.add(types.read(in, depth + 1));
        }
        requireDistinct(set.size(), count, in);
        return Collections.unmodifiableSet(set);
    }

    private Map<@Nullable Object, @Nullable Object> readMap(BytesReader in, int depth) {
        int count = Scalars.readCount(in, 2);
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>(capacity(count));
        for (int i = 0; i < count; i++) {
            Object key = types.read(in, depth + 1);
            map.put(key, types.read(in, depth + 1));
        }
        requireDistinct(map.size(), count, in);
        return Collections.unmodifiableMap(map);
    }

    private static int capacity(int count) {
        return Math.min(count, TRUSTED_COUNT) * 4 / 3 + 1;
    }

    private static void requireDistinct(int distinct, int count, BytesReader in) {
        if (distinct != count) {
            throw new MalformedBytesException("of " + count + " elements of a set or keys of a map before byte "
                    + in.position() + ", only " + distinct + " are distinct");
        }
    }

    private void checkList(Object value, int depth) {
        for (Object element : (List<?>) value) {
            types.checkKey(element, depth + 1);
        }
    }

    private void writeOptional(Object value, BytesWriter out, int depth) {
        out.writeByte(Tag.OPTIONAL);
        types.write(((Optional<?>) value).orElse(null), out, depth + 1);
    }

    private void checkOptional(Object value, int depth) {
        types.checkKey(((Optional<?>) value).orElse(null), depth + 1);
    }

    private void writePair(Object value, BytesWriter out, int depth) {
        Pair<?, ?> pair = (Pair<?, ?>) value;
        out.writeByte(Tag.PAIR);
        types.write(pair.key(), out, depth + 1);
        types.write(pair.value(), out, depth + 1);
    }

    @SuppressWarnings("NullAway") // it does not see that both type parameters of Pair take null
    private Pair<?, ?> readPair(BytesReader in, int depth) {
        return new Pair<>(types.read(in, depth + 1), types.read(in, depth + 1));
    }

    private void writeWindowed(Object value, BytesWriter out, int depth) {
        Windowed<?> windowed = (Windowed<?>) value;
        out.writeByte(Tag.WINDOWED);
        types.write(windowed.start(), out, depth + 1);
        types.write(windowed.end(), out, depth + 1);
        types.write(windowed.value(), out, depth + 1);
    }

    private Windowed<?> readWindowed(BytesReader in, int depth) {
        Object start = types.read(in, depth + 1);
        Object end = types.read(in, depth + 1);
        Object value = types.read(in, depth + 1);
        if (start instanceof Instant from && end instanceof Instant until && value != null) {
            return new Windowed<>(from, until, value);
        }
        throw new MalformedBytesException("a window before byte " + in.position() + " has no start, end or value");
    }

    private void checkWindowed(Object value, int depth) {
        types.checkKey(((Windowed<?>) value).value(), depth + 1);
    }

    private void checkPair(Object value, int depth) {
        Pair<?, ?> pair = (Pair<?, ?>) value;
        types.checkKey(pair.key(), depth + 1);
        types.checkKey(pair.value(), depth + 1);
    }
}

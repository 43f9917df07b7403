package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The classes of the JDK that fields of plain classes may hold as they are, mutable ones included. Their numbers inside
 * a Kryo payload are part of the format of a checkpoint: 0 to 8 are Kryo's own for int, String, float, boolean, byte,
 * char, short, long and double; 10 is any value in Holdfast's form (tag and payload); those of this table follow; from
 * {@link TypeSchema#FIRST_ID} on they are ids of plain classes. Kryo writes each number plus two.
 */
final class KryoClasses {

    /** Whatever is not Kryo's: built-in immutable values, records, enums, types with a codec. */
    static final int TAGGED = 10;

    private static final int FIRST = 11;

    /** In order of their numbers: to be appended to, never reordered. */
    private static final List<Class<?>> CLASSES = List.of(
            ArrayList.class,
            LinkedList.class,
            ArrayDeque.class,
            PriorityQueue.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class,
            ConcurrentHashMap.class,
            CopyOnWriteArrayList.class,
            Arrays.asList().getClass(),
            BitSet.class,
            URI.class,
            AtomicLong.class,
            AtomicInteger.class,
            AtomicBoolean.class,
            boolean[].class,
            short[].class,
            char[].class,
            float[].class,
            String[].class,
            Object[].class);

    /** Come back as an unmodifiable list, set or map in Holdfast's form. */
    @SuppressWarnings("JdkObsolete") // the wrapper of a list without random access is a class of its own
    private static final List<Class<?>> UNMODIFIABLE = List.of(
            List.of().getClass(),
            List.of(1).getClass(),
            List.of(1, 2).subList(0, 1).getClass(),
            Set.of().getClass(),
            Set.of(1).getClass(),
            Map.of().getClass(),
            Map.of(1, 1).getClass(),
            Collections.emptyList().getClass(),
            Collections.emptySet().getClass(),
            Collections.emptyMap().getClass(),
            Collections.singletonList(1).getClass(),
            Collections.singleton(1).getClass(),
            Collections.singletonMap(1, 1).getClass(),
            Collections.unmodifiableList(new ArrayList<>()).getClass(),
            Collections.unmodifiableList(new LinkedList<>()).getClass(),
            Collections.unmodifiableSet(new HashSet<>()).getClass(),
            Collections.unmodifiableMap(new HashMap<>()).getClass());

    private KryoClasses() {}

    static boolean isKnown(Class<?> type) {
        return CLASSES.contains(type);
    }

    /** Registers all of them; {@code tagged} writes and reads Holdfast's form. */
    static void register(Kryo kryo, Serializer<?> tagged) {
        for (int i = 0; i < CLASSES.size(); i++) {
            Class<?> type = CLASSES.get(i);
            kryo.register(new Registration(type, serializer(kryo, type), FIRST + i));
        }
        UNMODIFIABLE.forEach(type -> registerTagged(kryo, type, tagged));
    }

    /** Adds a class to those in Holdfast's form; Kryo's own register() would forget the one added before. */
    static Registration registerTagged(Kryo kryo, Class<?> type, Serializer<?> tagged) {
        return kryo.getClassResolver().register(new Registration(type, tagged, TAGGED));
    }

    private static Serializer<?> serializer(Kryo kryo, Class<?> type) {
        if (type == URI.class) {
            return new DefaultSerializers.URISerializer();
        }
        if (type == AtomicLong.class) {
            return new DefaultSerializers.AtomicLongSerializer();
        }
        if (type == AtomicInteger.class) {
            return new DefaultSerializers.AtomicIntegerSerializer();
        }
        if (type == AtomicBoolean.class) {
            return new DefaultSerializers.AtomicBooleanSerializer();
        }
        return kryo.getDefaultSerializer(type);
    }
}

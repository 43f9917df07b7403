package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types that bytes of a checkpoint may become: built-in ones and those that the job registered. Values are written
 * with a tag that says their type. Immutable and thread-safe.
 *
 * <p>A tag leads to a reader through an array, a class to its writer through a map. Nothing that stands in a checkpoint
 * is ever used to find or load a class: its schemas are only compared with the classes that the job registered.
 *
 * <p>Built in are null, the boxes of primitives, String, byte[], int[], long[], double[], BigInteger, BigDecimal, UUID,
 * Instant, Duration, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, ZonedDateTime, ZoneId, Optional, Pair, and any
 * List, Set or Map, which come back unmodifiable and in the order in which they were written. A value that is met
 * twice comes back as two equal ones; one that encloses itself, or more than 64 others one in another, is refused.
 */
public final class Types {

    /** How many values may enclose one. */
    static final int MAX_DEPTH = 64;

    private final List<RegisteredType> registered;
    private final Migrations migrations;
    private final Evolution evolution;
    private final List<TypeSchema> schemas;
    private final ValueReader[] readers;
    private final ConcurrentHashMap<Class<?>, TypeEntry> entries;
    private final Set<TypeEntry> collections;
    private final KryoPool kryo;

    private Types(List<RegisteredType> registered, Migrations migrations, List<TypeSchema> history) {
        this.registered = List.copyOf(registered);
        this.migrations = migrations;
        evolution = new Evolution(this.registered, migrations);
        schemas = TypeIds.assign(registered, history);
        TypeTable table =
                new TypeTable(schemas.isEmpty() ? Tag.LAST : lastOf(schemas).id());
        Scalars.addTo(table);
        Times.addTo(table);
        Containers.addTo(table, this);
        PaneKey.addTo(table, this);
        collections = Set.of(
                Objects.requireNonNull(table.entry(List.class)),
                Objects.requireNonNull(table.entry(Set.class)),
                Objects.requireNonNull(table.entry(Map.class)));
        addRegistered(table);
        schemas.forEach(schema -> table.reader(schema.id(), evolution.reader(this, schema)));
        readers = table.readers();
        entries = new ConcurrentHashMap<>(table.entries());
        kryo = KryoPool.of(this, this.registered, evolution, migrations, schemas);
    }

    private static TypeSchema lastOf(List<TypeSchema> schemas) {
        return schemas.get(schemas.size() - 1);
    }

    /** Records last: what can be said of them depends on the types of their components. */
    private void addRegistered(TypeTable table) {
        DeclaredTypes declared = new DeclaredTypes(table, registered);
        for (RegisteredType type : registered) {
            if (table.entry(type.type()) != null) {
                throw type.refusal("it is built in; remove it from register(...)");
            }
            type.requireKnownParts(declared);
        }
        migrations.requireKnownTargets(declared);
        for (boolean records : new boolean[] {false, true}) {
            for (RegisteredType type : registered) {
                if (type instanceof RecordType == records) {
                    table.type(type.type(), type.entry(this, declared, TypeIds.of(type, schemas)));
                }
            }
        }
    }

    /** A registry under construction, with the built-in types in it. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Appends the tag and the bytes of a value, or nothing if it throws: UserCodeException naming the class if it is
     * not registered.
     */
    public void encode(@Nullable Object value, BytesWriter out) {
        if (value == null) {
            out.writeByte(Tag.NULL);
        } else {
            encode(value, entry(value.getClass()), out);
        }
    }

    private static void encode(Object value, TypeEntry entry, BytesWriter out) {
        int start = out.size();
        try {
            entry.writer().write(value, out, 0);
        } catch (Throwable t) {
            out.truncate(start);
            throw t;
        }
    }

    /**
     * Like {@link #encode}, but refuses types whose equal values may differ in bytes: sets, maps, plain classes, and
     * types with a codec that does not promise it.
     */
    public void encodeKey(Object key, BytesWriter out) {
        if (key == null) {
            throw new UserCodeException("a key is null; drop such records or give them a key of their own");
        }
        TypeEntry entry = entry(key.getClass());
        entry.keyCheck().check(key, 0);
        encode(key, entry, out);
    }

    /**
     * Reads one tagged value. Throws {@link MalformedBytesException} if the bytes cannot be one,
     * IncompatibleCheckpointException if they are of a class, or hold an enum constant, that the job no longer has.
     */
    public @Nullable Object decode(BytesReader in) {
        return read(in, 0);
    }

    /** Whether no reference to the value can be used to change it, so that it can be shared instead of copied. */
    public boolean isImmutable(Object value) {
        if (entry(value.getClass()).immutable()) {
            return true;
        }
        if (value instanceof Pair<?, ?> pair) {
            return isNullOrImmutable(pair.key()) && isNullOrImmutable(pair.value());
        }
        return value instanceof Optional<?> optional && isNullOrImmutable(optional.orElse(null));
    }

    private boolean isNullOrImmutable(@Nullable Object value) {
        return value == null || isImmutable(value);
    }

    /** How the registered types are written: goes into every manifest. */
    public List<TypeSchema> schemas() {
        return schemas;
    }

    /**
     * The same types, with the ids that a checkpoint's manifest already gave, able to read what it wrote. Throws
     * IncompatibleCheckpointException naming all classes that have changed so that their values could not be read.
     *
     * @hidden
     */
    public Types continuing(List<TypeSchema> history) {
        TypeIds.requireSound(history);
        evolution.requireReadable(history);
        return new Types(registered, migrations, history);
    }

    /**
     * Like {@link #continuing}, for those who only look: what cannot be read is refused when it is met.
     *
     * @hidden
     */
    public Types reading(List<TypeSchema> history) {
        return new Types(registered, migrations, history);
    }

    /**
     * What became of each class that a checkpoint's manifest knows, or that it does not know yet. Throws
     * IncompatibleCheckpointException if the schemas cannot be those of a checkpoint that this version can read.
     *
     * @hidden
     */
    public List<TypeChange> changes(List<TypeSchema> history) {
        TypeIds.requireSound(history);
        return evolution.changes(history);
    }

    /**
     * Appends one tagged value.
     *
     * @param depth how many values enclose this one
     */
    void write(@Nullable Object value, BytesWriter out, int depth) {
        if (value == null) {
            out.writeByte(Tag.NULL);
            return;
        }
        requireDepth(depth);
        entry(value.getClass()).writer().write(value, out, depth);
    }

    @Nullable
    Object read(BytesReader in, int depth) {
        int tag = in.readVarInt();
        return tag == Tag.NULL ? null : reader(tag, in, depth).read(in, depth);
    }

    /** Passes over one tagged value. */
    void skip(BytesReader in, int depth) {
        int tag = in.readVarInt();
        if (tag != Tag.NULL) {
            reader(tag, in, depth).skip(in, depth);
        }
    }

    private ValueReader reader(int tag, BytesReader in, int depth) {
        if (tag < 0 || tag >= readers.length) {
            throw new MalformedBytesException(
                    "no type has the tag " + (tag & 0xffffffffL) + " before byte " + in.position());
        }
        if (depth > MAX_DEPTH) {
            throw new MalformedBytesException(
                    "values are nested more than " + MAX_DEPTH + " deep before byte " + in.position());
        }
        return readers[tag];
    }

    /** Throws unless equal values have equal bytes. */
    void checkKey(@Nullable Object value, int depth) {
        if (value != null) {
            requireDepth(depth);
            entry(value.getClass()).keyCheck().check(value, depth);
        }
    }

    private static void requireDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new UserCodeException("a value has others nested in it more than " + MAX_DEPTH
                    + " deep, or contains itself; flatten it, for instance into a List");
        }
    }

    KryoPool kryo() {
        return kryo;
    }

    /** Whether Kryo leaves values of the class to us: all but collections and what it was told to write. */
    boolean isLeftByKryo(Class<?> type) {
        TypeEntry entry = find(type);
        return entry != null && !collections.contains(entry);
    }

    private TypeEntry entry(Class<?> type) {
        TypeEntry entry = entries.get(type);
        if (entry != null) {
            return entry;
        }
        TypeEntry found = find(type);
        if (found == null) {
            throw Unregistered.failure(type);
        }
        entries.put(type, found);
        return found;
    }

    private @Nullable TypeEntry find(Class<?> type) {
        TypeEntry exact = entries.get(type);
        if (exact != null) {
            return exact;
        }
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent.isEnum()) { // the class of a constant with a body
            return entries.get(parent);
        }
        for (RegisteredType other : registered) {
            if (other instanceof CustomType custom && custom.takes(type)) {
                return entries.get(custom.type());
            }
        }
        for (Class<?> collection : List.of(List.class, Set.class, Map.class)) {
            if (collection.isAssignableFrom(type)) {
                return entries.get(collection);
            }
        }
        return null;
    }

    /** Collects types. Not thread-safe. */
    public static final class Builder {

        private final Map<String, RegisteredType> byName = new LinkedHashMap<>();
        private final Migrations migrations = new Migrations();

        private Builder() {}

        /**
         * Registers records, enums and plain classes; a sealed interface stands for all classes that it permits. A class
         * may be given twice. Throws ConfigurationException if values of a class could not be written or not be read.
         */
        public Builder register(Class<?>... types) {
            for (Class<?> type : types) {
                if (type.isSealed() && type.isInterface()) {
                    register(type.getPermittedSubclasses());
                } else if (!isRegistered(type)) {
                    add(RegisteredType.of(type));
                }
            }
            return this;
        }

        private boolean isRegistered(Class<?> type) {
            RegisteredType known = byName.get(type.getName());
            return known != null && known.type() == type && !(known instanceof CustomType);
        }

        /**
         * Registers a type with a codec of its own. That of an interface or abstract class is used for all classes below
         * it that are not registered themselves.
         */
        public <T> Builder register(Class<T> type, Codec<T> codec) {
            add(new CustomType(type, codec));
            return this;
        }

        /**
         * Gives values a way from a shape that the job no longer has. It gets each value that was stored as a class of this
         * name unless it is in the shape of a class that the job has registered under it; of an enum, only constants that
         * are gone.
         *
         * @param stored the binary name of the class, as the checkpoint has it
         * @param to what it makes, a registered or built-in class; the same class if only its shape changed
         */
        public <T> Builder migrate(String stored, Class<T> to, Migration<? extends T> migration) {
            migrations.add(stored, to, migration);
            return this;
        }

        /** Agrees that values that were stored as a class of this name, if there are any left, cannot be read any more. */
        public Builder forget(String stored) {
            migrations.forget(stored);
            return this;
        }

        private void add(RegisteredType type) {
            if (byName.putIfAbsent(type.name(), type) != null) {
                throw new ConfigurationException("class " + type.name()
                        + " is registered twice, with two codecs or from two class loaders; register it once");
            }
        }

        /** Throws ConfigurationException if a class has a part whose type is not registered. */
        public Types build() {
            return new Types(new ArrayList<>(byName.values()), migrations.copy(), List.of());
        }
    }
}

package io.holdfast.codec;

import io.holdfast.failure.ConfigurationException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a declared type says about the values it will have. Records count as known by being registered. */
final class DeclaredTypes {

    private static final Set<Class<?>> COLLECTIONS = Set.of(Collection.class, List.class, Set.class, Map.class);

    private final TypeTable table;
    private final Set<Class<?>> registered = new HashSet<>();

    /**
     * Looks types up in a table.
     *
     * @param table the built-in types; registered ones are added to it later, records last
     */
    DeclaredTypes(TypeTable table, List<RegisteredType> registered) {
        this.table = table;
        registered.forEach(type -> this.registered.add(type.type()));
    }

    /** Throws unless values of a record's component can be written and come back as what it declares. */
    void requireKnownComponent(RegisteredType owner, String component, Class<?> declared) {
        boolean collection = Collection.class.isAssignableFrom(declared) || Map.class.isAssignableFrom(declared);
        if (collection && !COLLECTIONS.contains(declared) && !registered.contains(declared)) {
            throw owner.refusal("its component " + component + " is a " + declared.getName()
                    + ", but a record gets its collections back as unmodifiable ones;"
                    + " declare it as Collection, List, Set or Map");
        }
        if (!isKnown(declared)) {
            throw unregisteredPart(owner, "component " + component, declared);
        }
    }

    /** The answer to a part of a class that cannot be written because of its type. */
    static ConfigurationException unregisteredPart(RegisteredType owner, String part, Class<?> declared) {
        return owner.refusal(
                declared.isArray()
                        ? "its " + part + " is a " + declared.getTypeName()
                                + "; arrays other than byte[], int[], long[] and double[] are not supported, use a List"
                        : "its " + part + " is a " + declared.getName() + ", which is not registered; add .register("
                                + declared.getName() + ".class) too");
    }

    /** Whether values may turn out to be of a type that can be written. */
    boolean isKnown(Class<?> declared) {
        boolean open = declared.isInterface() || (Modifier.isAbstract(declared.getModifiers()) && !declared.isArray());
        return declared.isPrimitive()
                || declared == Object.class
                || (open && !declared.isEnum())
                || registered.contains(declared)
                || table.entry(declared) != null;
    }

    /** Whether values cannot change, however deep; a type that can be anything can change. */
    boolean immutable(Class<?> declared) {
        return immutable(declared, new HashSet<>());
    }

    private boolean immutable(Class<?> declared, Set<Class<?>> assumed) {
        if (declared.isPrimitive() || !assumed.add(declared)) {
            return true;
        }
        if (declared.isSealed() && declared.isInterface() && !registered.contains(declared)) {
            return List.of(declared.getPermittedSubclasses()).stream().allMatch(type -> immutable(type, assumed));
        }
        TypeEntry entry = table.entry(declared);
        if (entry != null) {
            return entry.immutable();
        }
        return declared.isRecord() && registered.contains(declared) && componentsImmutable(declared, assumed);
    }

    private boolean componentsImmutable(Class<?> type, Set<Class<?>> assumed) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!immutable(component.getType(), assumed)) {
                return false;
            }
        }
        return true;
    }

    /** Whether every value can be part of a key; if not, each has to be looked at. */
    boolean alwaysKey(Class<?> declared) {
        TypeEntry entry = table.entry(declared);
        return declared.isPrimitive() || (entry != null && entry.keyCheck() == KeyCheck.ANY);
    }

    /** Why no value can be part of a key; null if some can. */
    @Nullable
    String keyRefusal(Class<?> declared) {
        TypeEntry entry = table.entry(declared);
        return entry != null && entry.keyCheck() instanceof KeyCheck.Refusal refusal ? refusal.reason() : null;
    }
}

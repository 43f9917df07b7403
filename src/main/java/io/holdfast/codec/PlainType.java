package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A class that is neither record nor enum: its instance fields, those of its superclasses included, by Kryo.
 * Transient fields are left out. Fields come in order of their names, so that moving one in the source means nothing.
 */
final class PlainType extends RegisteredType {

    static final String KIND = "kryo";

    private final Constructor<?> constructor;
    private final List<Field> members;
    private final List<TypeSchema.Field> fields;

    PlainType(Class<?> type) {
        super(type);
        requireOrdinaryClass();
        members = members();
        fields = members.stream()
                .map(field -> new TypeSchema.Field(
                        field.getName(), field.getGenericType().getTypeName()))
                .toList();
        constructor = constructor();
        newInstance();
    }

    private void requireOrdinaryClass() {
        Class<?> type = type();
        if (type.isPrimitive() || type.isArray() || type.isAnnotation()) {
            throw refusal("only records, enums and classes can be registered");
        }
        if (type.isHidden() || type.isSynthetic()) {
            throw refusal("it is a lambda; data needs a class with a name, such as a record");
        }
        if (type.isAnonymousClass()) {
            throw refusal("it is an anonymous class; data needs a class with a name, such as a record");
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw refusal((type.isInterface() ? "it is an interface" : "it is abstract")
                    + "; register the classes of its instances, or give it a codec of its own");
        }
        if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
            throw refusal("it is an inner class and holds a reference to what encloses it; make it static");
        }
    }

    private List<Field> members() {
        List<Field> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Class<?> level = type(); level != Object.class; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) {
                    continue;
                }
                if (!names.add(field.getName())) {
                    throw refusal("it and a superclass both have a field " + field.getName() + "; rename one");
                }
                open(field);
                found.add(field);
            }
        }
        found.sort(Comparator.comparing(Field::getName));
        return List.copyOf(found);
    }

    private void open(Field field) {
        try {
            field.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw refusal(
                    "Java does not open field " + field.getName() + " of "
                            + field.getDeclaringClass().getName()
                            + "; hold such an object instead of extending it, or register the class with a codec",
                    e);
        }
    }

    private Constructor<?> constructor() {
        try {
            Constructor<?> found = type().getDeclaredConstructor();
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw refusal(
                    "it has no constructor without parameters; add one (it may be private), make it a record,"
                            + " or register the class with a codec",
                    e);
        } catch (InaccessibleObjectException e) {
            throw refusal("Java does not open its constructor; register the class with a codec", e);
        }
    }

    private Object newInstance() {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw refusal("its constructor without parameters throws " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw refusal("its constructor without parameters cannot be called", e);
        }
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    List<TypeSchema.Field> fields() {
        return fields;
    }

    @Override
    void requireKnownParts(DeclaredTypes declared) {
        for (Field member : members) {
            if (!declared.isKnown(member.getType()) && !KryoClasses.isKnown(member.getType())) {
                throw DeclaredTypes.unregisteredPart(this, "field " + member.getName(), member.getType());
            }
        }
    }

    @Override
    List<String> objections(TypeSchema schema, Migrations migrations) {
        return Shapes.objections(schema, this, "field", migrations);
    }

    /** How Kryo writes and reads values under one schema. */
    PlainSerializer serializer(TypeSchema schema) {
        return new PlainSerializer(schema, constructor, members);
    }

    @Override
    TypeEntry entry(Types types, DeclaredTypes declared, List<TypeSchema> schemas) {
        int id = idIn(schemas);
        ValueWriter writer =
                (Object value, BytesWriter out, int depth) -> types.kryo().write(id, value, out, depth);
        return new TypeEntry(
                writer, new KeyCheck.Refusal("objects of classes that can change make no keys; use a record"), false);
    }

    @Override
    ValueReader reader(Types types, TypeSchema schema) {
        return new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                return types.kryo().read(schema.id(), in, depth);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                in.skip(in.readLength());
            }
        };
    }
}

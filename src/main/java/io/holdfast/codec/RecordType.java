package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * A record: the values of its components in order. A primitive has no tag; anything else is a tagged value, whose tag
 * says at the price of a presence byte also which shape of a nested record or enum was written.
 */
final class RecordType extends RegisteredType {

    private final RecordComponent[] components;
    private final List<TypeSchema.Field> fields;
    private final List<MethodHandle> accessors = new ArrayList<>();
    private final MethodHandle constructor;

    RecordType(Class<?> type) {
        super(type);
        components = type.getRecordComponents();
        List<TypeSchema.Field> named = new ArrayList<>();
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            named.add(new TypeSchema.Field(
                    components[i].getName(), components[i].getGenericType().getTypeName()));
            parameters[i] = components[i].getType();
        }
        fields = List.copyOf(named);
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (RecordComponent component : components) {
                accessors.add(lookup.unreflect(component.getAccessor()));
            }
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw refusal(
                    "its constructor and accessors cannot be called; if it is in a named module, that must open package "
                            + type.getPackageName() + " to Holdfast",
                    e);
        }
    }

    @Override
    String kind() {
        return "record";
    }

    @Override
    List<TypeSchema.Field> fields() {
        return fields;
    }

    @Override
    void requireKnownParts(DeclaredTypes declared) {
        for (RecordComponent component : components) {
            declared.requireKnownComponent(this, component.getName(), component.getType());
        }
    }

    @Override
    List<String> objections(TypeSchema schema, Migrations migrations) {
        return Shapes.objections(schema, this, "component", migrations);
    }

    @Override
    TypeEntry entry(Types types, DeclaredTypes declared, List<TypeSchema> schemas) {
        RecordWriter writer = new RecordWriter(types, name(), idIn(schemas), accessors);
        return new TypeEntry(writer, keyCheck(types, declared, schemas), declared.immutable(type()));
    }

    private KeyCheck keyCheck(Types types, DeclaredTypes declared, List<TypeSchema> schemas) {
        if (schemas.size() > 1) {
            return (key, depth) -> {
                throw new IncompatibleCheckpointException(
                        "class " + name() + " cannot be a key or part of one: a key is"
                                + " compared by its bytes, and this checkpoint has been written with " + schemas.size()
                                + " shapes of the class; give the components back that it had, or use a new class for new keys");
            };
        }
        for (RecordComponent component : components) {
            String refusal = declared.keyRefusal(component.getType());
            if (refusal != null) {
                return new KeyCheck.Refusal("its component " + component.getName() + " is a "
                        + component.getType().getName() + ", and " + refusal);
            }
        }
        return RecordKeyCheck.of(types, name(), accessors, declared);
    }

    @Override
    ValueReader reader(Types types, TypeSchema schema) {
        return schema.fields().equals(fields)
                ? new RecordReader(types, name(), constructor)
                : new OldRecordReader(types, schema, fields, constructor);
    }

    /** Passes over a record as a schema describes it. */
    static void skip(Types types, TypeSchema schema, BytesReader in, int depth) {
        for (TypeSchema.Field field : schema.fields()) {
            Primitive primitive = Primitive.named(field.type());
            if (primitive == null) {
                types.skip(in, depth + 1);
            } else {
                primitive.read(in);
            }
        }
    }
}

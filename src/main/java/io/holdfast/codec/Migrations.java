package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the job says about classes as they are stored: how to migrate values of them, and which it has given up. */
final class Migrations {

    private static final Pattern CLASS_NAME = Pattern.compile("[\\w.$]+");

    private final Map<String, Step> steps = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();

    private record Step(Class<?> to, Migration<?> migration) {}

    void add(String stored, Class<?> to, Migration<?> migration) {
        if (steps.putIfAbsent(stored, new Step(to, migration)) != null) {
            throw new ConfigurationException("two migrations are given for class " + stored
                    + ": one gets the values of all its shapes, and can tell them apart by their fields");
        }
    }

    void forget(String stored) {
        forgotten.add(stored);
    }

    Migrations copy() {
        Migrations copy = new Migrations();
        copy.steps.putAll(steps);
        copy.forgotten.addAll(forgotten);
        return copy;
    }

    boolean has(String stored) {
        return steps.containsKey(stored);
    }

    boolean forgets(String stored) {
        return forgotten.contains(stored);
    }

    /** Throws unless values of all classes that values are migrated to can be written again. */
    void requireKnownTargets(DeclaredTypes declared) {
        steps.forEach((stored, step) -> {
            if (!declared.isKnown(step.to)) {
                throw new ConfigurationException("the migration of class " + stored + " makes values of class "
                        + step.to.getName() + ", which is not registered; add .register(" + step.to.getName()
                        + ".class)");
            }
        });
    }

    /** A declared type as it was written, with the classes in it under the names of what they are migrated to. */
    String renamed(String declaredType) {
        return CLASS_NAME.matcher(declaredType).replaceAll(name -> {
            Step step = steps.get(name.group());
            return java.util.regex.Matcher.quoteReplacement(step == null ? name.group() : step.to.getTypeName());
        });
    }

    /** The target of a class's migration, for people. */
    String target(String stored) {
        Step step = steps.get(stored);
        return step == null ? "nothing" : step.to.getName();
    }

    /** Calls the migration of the class that a value was stored as. */
    Object migrate(TypeSchema schema, StoredObject stored) {
        Step step = java.util.Objects.requireNonNull(steps.get(schema.name()));
        @Nullable Object migrated;
        try {
            migrated = step.migration.migrate(stored);
        } catch (IncompatibleCheckpointException e) {
            throw e;
        } catch (Exception e) {
            String why = e instanceof HoldfastException ? e.getMessage() : e.toString();
            throw new UserCodeException(
                    "the migration of a value stored as " + Shapes.text(schema) + " (type id " + schema.id()
                            + ") failed: " + why,
                    e);
        }
        if (!step.to.isInstance(migrated)) {
            throw new UserCodeException("the migration of a value stored as " + Shapes.text(schema) + " (type id "
                    + schema.id() + ") gave " + migrated + " instead of a " + step.to.getName());
        }
        return migrated;
    }

    /** Reads values of a schema by its migration. */
    ValueReader reader(Types types, TypeSchema schema) {
        return new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                return schema.kind().equals(PlainType.KIND)
                        ? types.kryo().read(schema.id(), in, depth)
                        : migrate(schema, stored(types, schema, in, depth));
            }

            @Override
            public void skip(BytesReader in, int depth) {
                GoneType.skip(types, schema, in, depth);
            }
        };
    }

    private static StoredObject stored(Types types, TypeSchema schema, BytesReader in, int depth) {
        return switch (schema.kind()) {
            case "record" -> new StoredObject(schema, components(types, schema, in, depth), null);
            case "enum" -> constant(schema, EnumType.readPosition(schema, in));
            default -> new StoredObject(schema, Map.of(), in.readBytes(in.readLength()));
        };
    }

    static StoredObject constant(TypeSchema schema, int position) {
        return new StoredObject(schema, Map.of(), schema.fields().get(position).name());
    }

    private static Map<String, StoredObject.Field> components(
            Types types, TypeSchema schema, BytesReader in, int depth) {
        Map<String, StoredObject.Field> components = new LinkedHashMap<>();
        for (TypeSchema.Field field : schema.fields()) {
            Primitive primitive = Primitive.named(field.type());
            if (primitive == null) {
                int start = in.position();
                types.skip(in, depth + 1);
                int length = in.position() - start;
                byte[] bytes = in.array();
                components.put(field.name(), () -> types.read(new BytesReader(bytes, start, length), depth + 1));
            } else {
                Object value = primitive.read(in);
                components.put(field.name(), () -> value);
            }
        }
        return components;
    }
}

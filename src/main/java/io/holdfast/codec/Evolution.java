package io.holdfast.codec;

import io.holdfast.codec.TypeChange.Outcome;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of each class between the schemas of a checkpoint and the classes of the job. */
final class Evolution {

    private final List<RegisteredType> registered;
    private final Migrations migrations;

    Evolution(List<RegisteredType> registered, Migrations migrations) {
        this.registered = registered;
        this.migrations = migrations;
    }

    /** All classes by name: those of the checkpoint first, in the order in which it met them. */
    List<TypeChange> changes(List<TypeSchema> history) {
        Map<String, List<TypeSchema>> byName = new LinkedHashMap<>();
        history.forEach(schema ->
                byName.computeIfAbsent(schema.name(), name -> new ArrayList<>()).add(schema));
        List<TypeChange> changes = new ArrayList<>();
        byName.forEach((name, schemas) -> changes.add(change(name, schemas)));
        for (RegisteredType type : registered) {
            if (!byName.containsKey(type.name())) {
                changes.add(new TypeChange(type.name(), Outcome.NEW, type.kind() + ", not stored yet"));
            }
        }
        return changes;
    }

    /** Throws IncompatibleCheckpointException with all that cannot be read. */
    void requireReadable(List<TypeSchema> history) {
        String refusals = changes(history).stream()
                .filter(change -> change.outcome().isRefused())
                .map(TypeChange::detail)
                .collect(Collectors.joining("; "));
        if (!refusals.isEmpty()) {
            throw new IncompatibleCheckpointException(refusals);
        }
    }

    private TypeChange change(String name, List<TypeSchema> schemas) {
        Set<String> objections = new LinkedHashSet<>();
        boolean migrated = false;
        for (TypeSchema schema : schemas) {
            objections.addAll(objections(schema));
            migrated |= isMigrated(schema);
        }
        TypeSchema last = schemas.get(schemas.size() - 1);
        if (migrated) {
            return new TypeChange(name, Outcome.MIGRATED, migratedDetail(last, objections));
        } else if (objections.isEmpty()) {
            return readable(name, last);
        } else if (migrations.forgets(name)) {
            return new TypeChange(name, Outcome.FORGOTTEN, "values of it cannot be read any more, as the job agreed");
        }
        return new TypeChange(
                name,
                Outcome.NEEDS_MIGRATION,
                String.join("; ", objections) + ", or give a migration, migrate(\"" + name
                        + "\", ...); if no value of it is left, say forget(\"" + name + "\")");
    }

    private String migratedDetail(TypeSchema last, Set<String> objections) {
        return objections.isEmpty()
                ? Shapes.text(last) + " is migrated to " + migrations.target(last.name())
                : "is migrated to " + migrations.target(last.name()) + ", since "
                        + objections.stream()
                                .map(text -> text.replaceFirst(";.*", ""))
                                .collect(Collectors.joining(", "));
    }

    private TypeChange readable(String name, TypeSchema last) {
        RegisteredType type = registered(last);
        List<String> changes = type == null ? List.of() : Shapes.changes(last, type);
        return changes.isEmpty()
                ? new TypeChange(name, Outcome.IDENTICAL, last.kind())
                : new TypeChange(name, Outcome.COMPATIBLE, String.join(", ", changes));
    }

    /** Whether values of this schema go through a migration. */
    boolean isMigrated(TypeSchema schema) {
        RegisteredType type = registered(schema);
        return migrations.has(schema.name()) && (type == null || !type.isPresent(schema));
    }

    /** Whether no value of this schema can be read. */
    boolean isGone(TypeSchema schema) {
        return !isMigrated(schema) && (registered(schema) == null || isUnreadable(schema));
    }

    /** An enum is asked when a constant is met that it does not have. */
    private boolean isUnreadable(TypeSchema schema) {
        return !schema.kind().equals(EnumType.KIND) && !objections(schema).isEmpty();
    }

    private List<String> objections(TypeSchema schema) {
        RegisteredType type = registered(schema);
        return type == null ? List.of(unregistered(schema)) : type.objections(schema, migrations);
    }

    private String unregistered(TypeSchema schema) {
        String before = "the checkpoint may hold values of class " + schema.name() + ", written as " + schema.kind()
                + ", which is ";
        return registered.stream()
                .filter(type -> type.name().equals(schema.name()))
                .map(type -> before + type.kind() + " now; make it again what it was")
                .findFirst()
                .orElse(before + "not registered any more; add .register(" + schema.name()
                        + ".class) to the StreamingContext builder");
    }

    /** The class of the job that a schema is one of. */
    private @Nullable RegisteredType registered(TypeSchema schema) {
        for (RegisteredType type : registered) {
            if (type.matches(schema)) {
                return type;
            }
        }
        return null;
    }

    /** How to read what was written under a schema. */
    ValueReader reader(Types types, TypeSchema schema) {
        RegisteredType type = registered(schema);
        if (isMigrated(schema)) {
            return type instanceof EnumType constants
                    ? constants.reader(schema, migrations)
                    : migrations.reader(types, schema);
        }
        return type == null || isUnreadable(schema) ? new GoneType(types, schema) : type.reader(types, schema);
    }
}

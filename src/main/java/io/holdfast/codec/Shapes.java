package io.holdfast.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which change of a class leaves what was written before readable: its parts are matched by name. */
final class Shapes {

    private Shapes() {}

    /** What stands in the way of reading what was written, a sentence for each part. */
    static List<String> objections(TypeSchema written, RegisteredType present, String part, Migrations migrations) {
        List<String> objections = new ArrayList<>();
        Map<String, String> now = types(present.fields());
        for (TypeSchema.Field before : written.fields()) {
            String type = now.get(before.name());
            if (type != null && !readsAs(migrations.renamed(before.type()), type)) {
                objections.add("the checkpoint was written with class " + present.name() + " having a " + part + " "
                        + before.name() + " of type " + before.type() + ", now its type is " + type + "; give the "
                        + part + " its old type back and put the new one under another name");
            }
        }
        return objections;
    }

    /** What changed, for people. */
    static List<String> changes(TypeSchema written, RegisteredType present) {
        List<String> changes = new ArrayList<>();
        Map<String, String> before = types(written.fields());
        Map<String, String> now = types(present.fields());
        now.forEach((name, type) -> {
            String old = before.get(name);
            if (old == null) {
                changes.add("new: " + (type + " " + name).strip());
            } else if (!old.equals(type)) {
                changes.add(name + ": " + old + " becomes " + type);
            }
        });
        before.forEach((name, type) -> {
            if (!now.containsKey(name)) {
                changes.add("gone: " + (type + " " + name).strip());
            }
        });
        return changes;
    }

    private static Map<String, String> types(List<TypeSchema.Field> fields) {
        Map<String, String> types = new LinkedHashMap<>();
        fields.forEach(field -> types.put(field.name(), field.type()));
        return types;
    }

    private static boolean readsAs(String before, String now) {
        Primitive narrow = Primitive.named(before);
        Primitive wide = Primitive.named(now);
        return before.equals(now) || (narrow != null && wide != null && narrow.widensTo(wide));
    }

    /** A schema as one would declare it. */
    static String text(TypeSchema schema) {
        return schema.fields().stream()
                .map(field -> (field.type() + " " + field.name()).strip())
                .collect(Collectors.joining(", ", schema.kind() + " " + schema.name() + "(", ")"));
    }
}

package io.holdfast.codec;

import io.holdfast.codec.StoredValue.Binary;
import io.holdfast.codec.StoredValue.Constant;
import io.holdfast.codec.StoredValue.Elements;
import io.holdfast.codec.StoredValue.Entries;
import io.holdfast.codec.StoredValue.Entry;
import io.holdfast.codec.StoredValue.Fields;
import io.holdfast.codec.StoredValue.Scalar;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored values in terms of JSON. */
final class StoredPlain {

    private StoredPlain() {}

    static @Nullable Object of(StoredValue value) {
        if (value instanceof Scalar scalar) {
            return of(scalar);
        }
        if (value instanceof Binary binary) {
            return of(binary);
        }
        if (value instanceof Constant constant) {
            return constant.name();
        }
        if (value instanceof Fields fields) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            fields.fields().forEach(field -> object.put(field.name(), of(field.value())));
            return object;
        }
        return value instanceof Elements elements ? of(elements) : of(((Entries) value).entries());
    }

    private static @Nullable Object of(Scalar scalar) {
        Object value = scalar.value();
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static Object of(Binary binary) {
        String hex = HexFormat.of().formatHex(binary.bytes());
        return binary.type().equals(StoredValues.BYTES) ? hex : Map.of("type", binary.type(), "hex", hex);
    }

    private static @Nullable Object of(Elements elements) {
        List<@Nullable Object> list = new ArrayList<>();
        elements.values().forEach(element -> list.add(of(element)));
        if (elements.type().equals(StoredValues.OPTIONAL)) {
            return list.isEmpty() ? null : list.get(0);
        }
        return list;
    }

    private static Object of(List<Entry> entries) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!(entry.key() instanceof Scalar scalar && scalar.value() instanceof String name)) {
                return list(entries);
            }
            object.put(name, of(entry.value()));
        }
        return object;
    }

    private static Object list(List<Entry> entries) {
        List<Object> list = new ArrayList<>();
        for (Entry entry : entries) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("key", of(entry.key()));
            object.put("value", of(entry.value()));
            list.add(object);
        }
        return list;
    }
}

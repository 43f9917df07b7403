package io.holdfast.codec;

import io.holdfast.codec.StoredValue.Binary;
import io.holdfast.codec.StoredValue.Constant;
import io.holdfast.codec.StoredValue.Elements;
import io.holdfast.codec.StoredValue.Entries;
import io.holdfast.codec.StoredValue.Entry;
import io.holdfast.codec.StoredValue.Field;
import io.holdfast.codec.StoredValue.Fields;
import io.holdfast.codec.StoredValue.Scalar;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Stored values as one line for people. A string stands as it is if it is all there is, in quotes inside another value. */
final class StoredText {

    private final StringBuilder text = new StringBuilder();

    private StoredText() {}

    static String of(StoredValue value) {
        StoredText line = new StoredText();
        if (value instanceof Scalar scalar && scalar.value() instanceof String string) {
            line.escaped(string);
        } else {
            line.append(value);
        }
        return line.text.toString();
    }

    private void append(StoredValue value) {
        if (value instanceof Scalar scalar) {
            append(scalar);
        } else if (value instanceof Binary binary) {
            append(binary);
        } else if (value instanceof Constant constant) {
            text.append(constant.name());
        } else if (value instanceof Fields fields) {
            text.append(simpleName(fields.type()));
            list("[", fields.fields(), "]", this::append);
        } else if (value instanceof Elements elements) {
            append(elements);
        } else if (value instanceof Entries entries) {
            list("{", entries.entries(), "}", this::append);
        }
    }

    private void append(Scalar scalar) {
        if (scalar.value() instanceof String || scalar.value() instanceof Character) {
            text.append('"');
            escaped(scalar.value().toString());
            text.append('"');
        } else {
            text.append(scalar.value());
        }
    }

    private void append(Binary binary) {
        String hex = "0x" + HexFormat.of().formatHex(binary.bytes());
        text.append(binary.type().equals(StoredValues.BYTES) ? hex : simpleName(binary.type()) + "(" + hex + ")");
    }

    private void append(Field field) {
        text.append(field.name()).append('=');
        append(field.value());
    }

    private void append(Entry entry) {
        append(entry.key());
        text.append('=');
        append(entry.value());
    }

    private void append(Elements elements) {
        switch (elements.type()) {
            case StoredValues.SET -> list("{", elements.values(), "}", this::append);
            case StoredValues.PAIR -> list("(", elements.values(), ")", this::append);
            case StoredValues.OPTIONAL -> list("Optional[", elements.values(), "]", this::append);
            default -> list("[", elements.values(), "]", this::append);
        }
    }

    private <T> void list(String before, List<T> parts, String after, Consumer<T> append) {
        text.append(before);
        for (int i = 0; i < parts.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            append.accept(parts.get(i));
        }
        text.append(after);
    }

    /** What would break the line, or reach a terminal as a command, is shown as what it is. */
    private void escaped(String string) {
        for (int i = 0; i < string.length(); i++) {
            char unit = string.charAt(i);
            switch (unit) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (isPlain(unit)) {
                        text.append(unit);
                    } else {
                        text.append("\\u").append(HexFormat.of().toHexDigits(unit));
                    }
                }
            }
        }
    }

    private static boolean isPlain(char unit) {
        return !Character.isISOControl(unit)
                && Character.getType(unit) != Character.FORMAT
                && Character.getType(unit) != Character.LINE_SEPARATOR
                && Character.getType(unit) != Character.PARAGRAPH_SEPARATOR;
    }

    private static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }
}

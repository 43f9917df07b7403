package io.holdfast.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces of a page. All text is escaped. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A table, or a word that there is nothing to show; numbers stand to the right. */
    static String table(List<String> titles, List<List<@Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return "<p class=\"soft\">None.</p>\n";
        }
        StringBuilder table = new StringBuilder("<table><thead><tr>");
        for (int column = 0; column < titles.size(); column++) {
            cell(table, "th", rows.get(0).get(column) instanceof Number, titles.get(column));
        }
        table.append("</tr></thead><tbody>\n");
        for (List<@Nullable Object> row : rows) {
            table.append("<tr>");
            row.forEach(value -> cell(table, "td", value instanceof Number, value == null ? "" : value.toString()));
            table.append("</tr>\n");
        }
        return table.append("</tbody></table>\n").toString();
    }

    private static void cell(StringBuilder table, String tag, boolean number, String text) {
        table.append('<')
                .append(tag)
                .append(number ? " class=\"number\">" : ">")
                .append(escape(text));
        table.append("</").append(tag).append('>');
    }
}

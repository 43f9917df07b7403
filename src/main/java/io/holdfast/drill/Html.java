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

    static String heading(String text) {
        return "<h2>" + escape(text) + "</h2>\n";
    }

    static String paragraph(String text) {
        return "<p>" + escape(text) + "</p>\n";
    }

    /** A remark that is less important than what it stands by. */
    static String remark(String text) {
        return "<p class=\"soft\">" + escape(text) + "</p>\n";
    }

    /** A table, or the remark if there is nothing to show; columns of numbers stand to the right. */
    static String table(String remarkIfEmpty, List<String> titles, List<List<@Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return remark(remarkIfEmpty);
        }
        StringBuilder table = new StringBuilder("<table><thead><tr>");
        for (int column = 0; column < titles.size(); column++) {
            int which = column;
            boolean numbers = rows.stream().anyMatch(row -> row.get(which) instanceof Number);
            cell(table, "th scope=\"col\"", numbers, titles.get(column));
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
                .append(escape(text))
                .append("</")
                .append(tag, 0, 2)
                .append('>');
    }
}

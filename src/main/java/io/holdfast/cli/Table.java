package io.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Columns for people: text to the left, numbers to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<Object>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void row(Object... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        List<Column> columns =
                IntStream.range(0, headings.size()).mapToObj(this::column).toList();
        StringBuilder text = new StringBuilder();
        line(text, columns, headings);
        rows.forEach(row -> line(text, columns, row));
        return text.toString();
    }

    /** How a column is laid out. */
    private record Column(int width, boolean numeric) {

        String padded(String cell) {
            String padding = " ".repeat(width - cell.length());
            return numeric ? padding + cell : cell + padding;
        }
    }

    private Column column(int number) {
        int width = rows.stream()
                .mapToInt(row -> row.get(number).toString().length())
                .reduce(headings.get(number).length(), Math::max);
        boolean numeric = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(number)));
        return new Column(width, numeric);
    }

    private static void line(StringBuilder text, List<Column> columns, List<?> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            line.append(columns.get(column).padded(cells.get(column).toString()))
                    .append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static boolean isNumber(Object cell) {
        return cell instanceof Number || cell instanceof Bytes || cell instanceof Quantity;
    }
}

package io.holdfast.cli;

import java.util.ArrayList;
import java.util.List;

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
        StringBuilder text = new StringBuilder(line(List.copyOf(headings)));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private String line(List<Object> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column).toString();
            String padding = " ".repeat(width(column) - cell.length());
            line.append(isNumeric(column) ? padding + cell : cell + padding).append(GAP);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).toString().length())
                .reduce(headings.get(column).length(), Math::max);
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
    }

    private static boolean isNumber(Object cell) {
        return cell instanceof Number || cell instanceof Bytes || cell instanceof Quantity;
    }
}

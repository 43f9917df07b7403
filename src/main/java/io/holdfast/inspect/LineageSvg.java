package io.holdfast.inspect;

import io.holdfast.format.Manifest.OperatorNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An operator graph as an SVG file that needs nothing else: a column for each step away from the sources, boxes in a column in
 * the order of the graph. Lengths are in pixels.
 */
final class LineageSvg {

    private static final int CHARACTER_WIDTH = 8;
    private static final int LINE_HEIGHT = 18;
    private static final int PADDING = 12;
    private static final int COLUMN_GAP = 56;
    private static final int ROW_GAP = 20;
    private static final int MARGIN = 16;

    private static final String STYLE = "rect{fill:#fff;stroke:#456}path{fill:none;stroke:#456}"
            + "text{font:13px monospace;fill:#123}.note{fill:#678}";

    private final List<OperatorNode> operators;
    private final Function<OperatorNode, List<String>> lines;
    private final Map<Integer, Integer> columns = new HashMap<>();
    private final Map<Integer, Box> boxes = new HashMap<>();
    private int width;
    private int height;

    private record Box(int x, int y, int width, int height) {

        int right() {
            return x + width;
        }

        int middle() {
            return y + height / 2;
        }
    }

    /**
     * A drawing.
     *
     * @param operators in topological order
     * @param lines what stands in the box of an operator: its name, then notes
     */
    LineageSvg(List<OperatorNode> operators, Function<OperatorNode, List<String>> lines) {
        this.operators = operators;
        this.lines = lines;
        layOut();
    }

    private void layOut() {
        List<List<OperatorNode>> layers = new ArrayList<>();
        for (OperatorNode node : operators) {
            int column = node.inputs().stream()
                    .mapToInt(input -> columns.getOrDefault(input, -1) + 1)
                    .max()
                    .orElse(0);
            columns.put(node.id(), column);
            while (layers.size() <= column) {
                layers.add(new ArrayList<>());
            }
            layers.get(column).add(node);
        }
        height = layers.stream().mapToInt(this::height).max().orElse(0) + 2 * MARGIN;
        int x = MARGIN;
        for (List<OperatorNode> layer : layers) {
            x = place(layer, x) + COLUMN_GAP;
        }
        width = x - COLUMN_GAP + MARGIN;
    }

    /** In the middle of the height; returns where the column ends. */
    private int place(List<OperatorNode> layer, int x) {
        int columnWidth = layer.stream().mapToInt(this::width).max().orElse(0);
        int y = (height - height(layer)) / 2;
        for (OperatorNode node : layer) {
            boxes.put(node.id(), new Box(x, y, columnWidth, height(node)));
            y += height(node) + ROW_GAP;
        }
        return x + columnWidth;
    }

    private int width(OperatorNode node) {
        int characters =
                lines.apply(node).stream().mapToInt(String::length).max().orElse(0);
        return characters * CHARACTER_WIDTH + 2 * PADDING;
    }

    private int height(OperatorNode node) {
        return lines.apply(node).size() * LINE_HEIGHT + PADDING;
    }

    private int height(List<OperatorNode> layer) {
        return layer.stream().mapToInt(node -> height(node) + ROW_GAP).sum() - ROW_GAP;
    }

    String draw() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height + "\">\n<style>"
                + STYLE + "</style>\n"
                + operators.stream().map(this::edges).collect(Collectors.joining())
                + operators.stream().map(this::box).collect(Collectors.joining())
                + "</svg>\n";
    }

    private Box boxOf(int id) {
        return Objects.requireNonNull(boxes.get(id));
    }

    private String edges(OperatorNode node) {
        Box to = boxOf(node.id());
        return node.inputs().stream()
                .filter(boxes::containsKey)
                .map(input -> edge(boxOf(input), to))
                .collect(Collectors.joining());
    }

    private static String edge(Box from, Box to) {
        int bend = (from.right() + to.x()) / 2;
        return "<path d=\"M" + from.right() + " " + from.middle() + " C" + bend + " " + from.middle() + " " + bend + " "
                + to.middle() + " " + to.x() + " " + to.middle() + "\"/>\n";
    }

    private String box(OperatorNode node) {
        Box box = boxOf(node.id());
        StringBuilder svg = new StringBuilder();
        svg.append("<rect x=\"" + box.x() + "\" y=\"" + box.y() + "\" width=\"" + box.width() + "\" height=\""
                + box.height() + "\" rx=\"4\"/>\n");
        int baseline = box.y() + PADDING / 2 - 5;
        String style = "";
        for (String line : lines.apply(node)) {
            baseline += LINE_HEIGHT;
            svg.append("<text x=\"" + (box.x() + PADDING) + "\" y=\"" + baseline + "\"" + style + ">" + escaped(line)
                    + "</text>\n");
            style = " class=\"note\"";
        }
        return svg.toString();
    }

    /** XML has no way to write control characters. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default ->
                    escaped.appendCodePoint(
                            Character.isISOControl(point)
                                            || (point >= 0xD800 && point <= 0xDFFF)
                                            || point == 0xFFFE
                                            || point == 0xFFFF
                                    ? '?'
                                    : point);
            }
        });
        return escaped.toString();
    }
}

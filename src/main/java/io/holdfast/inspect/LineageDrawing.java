package io.holdfast.inspect;

import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.OperatorNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator graph of a batch, with what passed it in that batch. */
public final class LineageDrawing {

    private final List<OperatorNode> operators;
    private final Manifest manifest;

    public LineageDrawing(Manifest manifest) {
        this.manifest = manifest;
        operators = manifest.operators();
    }

    /** A line per operator, each below what it reads from. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (OperatorNode node : operators) {
            text.append('#').append(node.id()).append("  ").append(label(node));
            if (!node.inputs().isEmpty()) {
                text.append("  <- ")
                        .append(node.inputs().stream().map(input -> "#" + input).collect(Collectors.joining(", ")));
            }
            String note = note(node);
            text.append(note == null ? "" : "  (" + note + ")").append('\n');
        }
        return text.toString();
    }

    /** For Graphviz. */
    public String dot() {
        return "digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n"
                + lines(node -> "  n" + node.id() + " [label=\"" + escaped(withNote(node, "\\n")) + "\"];\n")
                + edges((from, to) -> "  n" + from + " -> n" + to + ";\n")
                + "}\n";
    }

    /** For Mermaid, which GitHub and many editors draw. */
    public String mermaid() {
        return "flowchart LR\n"
                + lines(node ->
                        "  n" + node.id() + "[\"" + withNote(node, "<br/>").replace("\"", "#quot;") + "\"]\n")
                + edges((from, to) -> "  n" + from + " --> n" + to + "\n");
    }

    /** A picture that any browser shows. */
    public String svg() {
        return new LineageSvg(operators, node -> {
                    String note = note(node);
                    return note == null ? List.of(label(node)) : List.of(label(node), note);
                })
                .draw();
    }

    private interface Edge {
        String draw(int from, int to);
    }

    private String lines(Function<OperatorNode, String> line) {
        return operators.stream().map(line).collect(Collectors.joining());
    }

    private String edges(Edge edge) {
        List<String> edges = new ArrayList<>();
        operators.forEach(node -> node.inputs().forEach(input -> edges.add(edge.draw(input, node.id()))));
        return String.join("", edges);
    }

    private static String label(OperatorNode node) {
        return node.name().isEmpty() ? node.kind() : node.kind() + " '" + node.name() + "'";
    }

    private String withNote(OperatorNode node, String separator) {
        String note = note(node);
        return note == null ? label(node) : label(node) + separator + note;
    }

    private static String escaped(String text) {
        return text.replace("\"", "\\\"");
    }

    /** What passed an operator in this batch, and what it keeps; null if that is not counted. */
    private @Nullable String note(OperatorNode node) {
        List<String> notes = new ArrayList<>();
        Long records = records(node);
        if (records != null) {
            notes.add(records + " records");
        }
        Manifest.StateProgress state = manifest.states().get(node.name());
        if (!node.name().isEmpty() && state != null && state.kind().equals(node.kind())) {
            notes.add(state.keys().stream().mapToLong(Long::longValue).sum() + " keys");
        }
        return notes.isEmpty() ? null : String.join(", ", notes);
    }

    private @Nullable Long records(OperatorNode node) {
        String name = node.name();
        if (manifest.sources().containsKey(name) && manifest.counts().containsKey("source." + name + ".records")) {
            return manifest.counts().get("source." + name + ".records");
        }
        if (manifest.sinks().containsKey(name) && manifest.counts().containsKey("sink." + name + ".records")) {
            return manifest.counts().get("sink." + name + ".records");
        }
        return manifest.counts().get("operator." + node.id() + ".records");
    }
}

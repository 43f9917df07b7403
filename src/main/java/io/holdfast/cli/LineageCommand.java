package io.holdfast.cli;

import io.holdfast.format.Manifest;
import io.holdfast.inspect.LineageDrawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws the operator graph. */
@Command(
        name = "lineage",
        description = "Draws the operator graph of a batch, with what passed each operator.",
        exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar lineage /data/my-job/checkpoint",
            "  java -jar holdfast.jar lineage /data/my-job/checkpoint --as svg > job.svg",
            "  java -jar holdfast.jar lineage /data/my-job/checkpoint --as mermaid"
        })
final class LineageCommand extends BatchCommand {

    /** How a graph is drawn. */
    enum Drawing {
        TEXT,
        DOT,
        MERMAID,
        SVG
    }

    @Option(names = "--as", paramLabel = "FORM", description = "text, dot (Graphviz), mermaid or svg. Default: text.")
    private Drawing drawing = Drawing.TEXT;

    @Override
    void show(Manifest manifest) {
        LineageDrawing graph = new LineageDrawing(manifest);
        print(
                manifest.operators(),
                switch (drawing) {
                    case TEXT -> graph.text();
                    case DOT -> graph.dot();
                    case MERMAID -> graph.mermaid();
                    case SVG -> graph.svg();
                });
    }
}

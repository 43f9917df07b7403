package io.holdfast.cli;

import io.holdfast.format.Manifest;
import java.time.Instant;
import picocli.CommandLine.Command;

/** Tells what a batch is. */
@Command(
        name = "show",
        description = "Tells what a batch is: its past, state, sources, sinks and chunks.",
        exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar show /data/my-job/checkpoint",
            "  java -jar holdfast.jar show /data/my-job/checkpoint --batch 4711 --json"
        })
final class ShowCommand extends BatchCommand {

    @Override
    void show(Manifest manifest) {
        print(manifest, text(manifest));
    }

    private static String text(Manifest manifest) {
        StringBuilder text = new StringBuilder();
        text.append("batch ")
                .append(manifest.batch())
                .append(" (")
                .append(manifest.kind())
                .append(") of job '");
        text.append(manifest.job()).append("'\n");
        line(text, "batch time", Instant.ofEpochMilli(manifest.batchTimeMillis()));
        line(
                text,
                "written",
                Instant.ofEpochMilli(manifest.writtenMillis()) + " by Holdfast " + manifest.engineVersion());
        line(text, "epoch", manifest.epoch());
        line(text, "timeline", manifest.timeline());
        line(text, "job id", manifest.jobId());
        line(text, "parent", manifest.parent() == null ? "none" : manifest.parent());
        line(text, "retained from", "batch " + manifest.floor());
        if (manifest.intervention() != null) {
            line(text, "by hand", new Intervened(manifest.intervention()));
        }
        text.append('\n').append(shards(manifest)).append('\n').append(states(manifest));
        text.append('\n').append(sinks(manifest)).append('\n').append(chunks(manifest));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format("%-14s %s%n", name, value));
    }

    private static Table shards(Manifest manifest) {
        Table table = new Table("shard", "key groups", "snapshot", "through batch");
        manifest.shards()
                .forEach(shard -> table.row(
                        shard.shard(),
                        "[" + shard.keyGroupFrom() + ", " + shard.keyGroupUntil() + ")",
                        shard.snapshot() == null ? "none" : shard.snapshot().shortHex(),
                        shard.snapshotThrough()));
        return table;
    }

    private static Table states(Manifest manifest) {
        Table table = new Table("state", "kind", "keys");
        manifest.states()
                .forEach((name, state) -> table.row(
                        name,
                        state.kind(),
                        state.keys().stream().mapToLong(Long::longValue).sum()));
        return table;
    }

    private static Table sinks(Manifest manifest) {
        Table table = new Table("sink", "kind", "target", "published through", "marker");
        manifest.sinks()
                .forEach((name, sink) -> table.row(
                        name,
                        sink.kind(),
                        sink.target(),
                        sink.publishedThrough(),
                        sink.marker() == null
                                ? "none"
                                : "batch " + sink.marker().batch()));
        return table;
    }

    private static Table chunks(Manifest manifest) {
        Table table = new Table("chunk at", "section", "of", "shard", "entries", "stored", "raw");
        manifest.chunks()
                .forEach(chunk -> table.row(
                        chunk.position(),
                        chunk.section(),
                        chunk.owner(),
                        chunk.shard(),
                        chunk.entries(),
                        new Bytes(chunk.storedLength()),
                        new Bytes(chunk.rawLength())));
        return table;
    }
}

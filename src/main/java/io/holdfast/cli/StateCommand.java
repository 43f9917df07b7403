package io.holdfast.cli;

import io.holdfast.format.Manifest;
import io.holdfast.reader.StateEntry;
import io.holdfast.reader.StoredBatch;
import io.holdfast.reader.StoredCheckpoint;
import io.holdfast.reader.StoredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a job has kept. */
@Command(
        name = "state",
        description = {
            "Shows the state of a job after a batch: which operators have any, and with --operator key, value and deadline.",
            "The classes of the job are not needed. Values of classes that Kryo or a codec of the job wrote are shown as"
                    + " bytes."
        },
        exitCodeList = {"0:done", "1:failed, and what was printed is not all; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar state /data/my-job/checkpoint",
            "  java -jar holdfast.jar state /data/my-job/checkpoint --operator sessions --batch 4711",
            "  java -jar holdfast.jar state /data/my-job/checkpoint --operator sessions --key alice",
            "  java -jar holdfast.jar state /data/my-job/checkpoint --operator sessions --json | jq .value.clicks"
        })
final class StateCommand extends CheckpointCommand {

    private static final int LIMIT = 20;

    @Option(names = "--operator", paramLabel = "NAME", description = "Show the keys of this operator.")
    private @Nullable String operator;

    @Option(names = "--batch", paramLabel = "N", description = "After which batch. Default: the newest.")
    private @Nullable Long batch;

    @Option(
            names = "--key",
            paramLabel = "TEXT",
            description = "Only this key, as it is shown. Strings, numbers and UUIDs are looked up; for keys of other"
                    + " types all keys are read.")
    private @Nullable String key;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so, as they are shown.")
    private @Nullable String prefix;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many keys at most. Default: " + LIMIT + "; with --json, all.")
    private @Nullable Long limit;

    @Override
    int run() {
        requireSensible();
        try (StoredCheckpoint checkpoint = open()) {
            StoredBatch found = batch == null ? checkpoint.newest() : checkpoint.batch(batch);
            if (operator == null) {
                list(found);
            } else {
                show(found, operator);
            }
            return 0;
        }
    }

    private void requireSensible() {
        if (key != null && prefix != null) {
            throw wrongUsage("--key and --prefix exclude each other");
        }
        if (operator == null && (key != null || prefix != null || limit != null)) {
            throw wrongUsage("--key, --prefix and --limit need --operator NAME");
        }
    }

    /**
     * An operator in one line.
     *
     * @param keys per shard
     * @param changedBytes what its changes take in the file of this batch
     */
    private record Operator(String name, String kind, List<Long> keys, long changes, long changedBytes) {

        static Operator of(Manifest manifest, String name, Manifest.StateProgress state) {
            List<Manifest.Chunk> chunks = manifest.chunks().stream()
                    .filter(chunk -> chunk.section() == Manifest.Section.DELTA
                            && chunk.owner().equals(name))
                    .toList();
            return new Operator(
                    name,
                    state.kind(),
                    state.keys(),
                    chunks.stream().mapToLong(Manifest.Chunk::entries).sum(),
                    chunks.stream().mapToLong(Manifest.Chunk::storedLength).sum());
        }
    }

    private void list(StoredBatch found) {
        Manifest manifest = found.manifest();
        List<Long> snapshots = found.snapshotBytes();
        List<Operator> operators = manifest.states().entrySet().stream()
                .map(state -> Operator.of(manifest, state.getKey(), state.getValue()))
                .toList();
        Table table = new Table("operator", "kind", "keys", "keys per shard", "changes", "changed bytes");
        operators.forEach(one -> table.row(
                one.name(),
                one.kind(),
                one.keys().stream().mapToLong(Long::longValue).sum(),
                one.keys().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                one.changes(),
                new Bytes(one.changedBytes())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("batch", found.id());
        json.put("operators", operators);
        json.put("snapshotBytes", snapshots);
        long bytes = snapshots.stream().mapToLong(Long::longValue).sum();
        print(
                json,
                "after batch " + found.id() + "\n\n" + table + "\nsnapshots of " + snapshots.size() + " shards: "
                        + new Bytes(bytes) + ", compressed; what changed since is in the batches");
    }

    private void show(StoredBatch found, String name) {
        try (StoredState state = found.state(name)) {
            KeyQuery query = new KeyQuery(state, key, prefix);
            if (json()) {
                printLines(query);
            } else {
                printTable(found, name, query);
            }
        }
    }

    private void printLines(KeyQuery query) {
        long left = limit == null ? Long.MAX_VALUE : limit;
        for (StateEntry entry = query.next(); entry != null && left > 0; entry = query.next()) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("key", entry.key().plain());
            line.put("value", entry.value().plain());
            line.put("deadline", entry.deadline().map(Instant::toString).orElse(null));
            line.put("keyGroup", entry.keyGroup());
            printLine(line);
            left--;
        }
        out().flush();
    }

    private void printTable(StoredBatch found, String name, KeyQuery query) {
        long most = limit == null ? LIMIT : limit;
        List<StateEntry> entries = new ArrayList<>();
        StateEntry next = query.next();
        while (next != null && entries.size() < most) {
            entries.add(next);
            next = query.next();
        }
        Table table = new Table("key", "value", "deadline");
        entries.forEach(entry -> table.row(
                Shortened.key(entry.key()),
                Shortened.value(entry.value()),
                entry.deadline().map(Instant::toString).orElse("")));
        long keys = found.keys(name);
        out().println("'" + name + "' after batch " + found.id() + ": " + keys + " keys\n\n" + table
                + (next == null ? "" : "\nand more; --limit N shows N, --json shows all, in full"));
        out().flush();
    }
}

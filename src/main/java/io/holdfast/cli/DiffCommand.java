package io.holdfast.cli;

import io.holdfast.format.SplitPosition;
import io.holdfast.reader.StateChange;
import io.holdfast.reader.StateEntry;
import io.holdfast.reader.StoredBatch;
import io.holdfast.reader.StoredCheckpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares two batches. */
@Command(
        name = "diff",
        exitCodeOnExecutionException = 2,
        description = {
            "Tells what changed from one retained batch to a later one: keys of state added, removed and changed, and"
                    + " offsets moved.",
            "It takes as long as what changed is large, not as the state is."
        },
        exitCodeList = {"0:nothing differs", "1:something differs", "2:wrong usage, or it failed; the message says why"
        },
        footer = {
            "  java -jar holdfast.jar diff /data/my-job/checkpoint --from 4700",
            "  java -jar holdfast.jar diff /data/my-job/checkpoint --from 4700 --to 4711 --operator sessions --json"
        })
final class DiffCommand extends CheckpointCommand {

    private static final int LIMIT = 20;

    @Option(names = "--from", paramLabel = "N", required = true, description = "The earlier batch.")
    private long from;

    @Option(names = "--to", paramLabel = "M", description = "The later batch. Default: the newest.")
    private @Nullable Long to;

    @Option(names = "--operator", paramLabel = "NAME", description = "Only this operator. Default: all.")
    private @Nullable String operator;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many changes of an operator at most are shown; all are counted. Default: " + LIMIT
                    + "; with --json, all.")
    private @Nullable Long limit;

    @Override
    int run() {
        try (StoredCheckpoint checkpoint = open()) {
            StoredBatch earlier = checkpoint.batch(from);
            StoredBatch later = to == null ? checkpoint.newest() : checkpoint.batch(to);
            if (later.id() < earlier.id()) {
                throw wrongUsage("--from " + from + " is after --to " + later.id());
            }
            List<Moved> moved = moved(earlier, later);
            List<Changes> all = new ArrayList<>();
            for (String name : operators(earlier, later)) {
                Changes changes = new Changes(name, limit == null ? json() ? Long.MAX_VALUE : LIMIT : limit);
                later.forEachChange(earlier, name, changes::add);
                all.add(changes);
            }
            print(earlier, later, moved, all);
            boolean same = moved.isEmpty() && all.stream().allMatch(changes -> changes.count() == 0);
            return same ? 0 : 1;
        }
    }

    private Set<String> operators(StoredBatch earlier, StoredBatch later) {
        if (operator != null) {
            return new TreeSet<>(List.of(operator));
        }
        TreeSet<String> operators = new TreeSet<>(earlier.operators());
        operators.addAll(later.operators());
        return operators;
    }

    /** How far a split was read; null where the batch does not know it. */
    private record Moved(String source, String split, @Nullable Long from, @Nullable Long to) {}

    private static List<Moved> moved(StoredBatch earlier, StoredBatch later) {
        TreeSet<String> sources = new TreeSet<>(earlier.offsets().keySet());
        sources.addAll(later.offsets().keySet());
        List<Moved> moved = new ArrayList<>();
        for (String source : sources) {
            Map<String, Long> before = offsets(earlier, source);
            Map<String, Long> after = offsets(later, source);
            TreeSet<String> splits = new TreeSet<>(before.keySet());
            splits.addAll(after.keySet());
            splits.stream()
                    .map(split -> new Moved(source, split, before.get(split), after.get(split)))
                    .filter(one -> one.from() == null || !one.from().equals(one.to()))
                    .forEach(moved::add);
        }
        return moved;
    }

    private static Map<String, Long> offsets(StoredBatch batch, String source) {
        Map<String, Long> offsets = new TreeMap<>();
        for (SplitPosition position : batch.offsets().getOrDefault(source, List.of())) {
            offsets.put(position.split(), position.offset());
        }
        return offsets;
    }

    /** The changes of one operator: all are counted, the first of them are printed or kept. */
    private final class Changes {

        private final String name;
        private final long most;
        private final long[] counts = new long[StateChange.Kind.values().length];
        private final Table table = new Table("key", "change", "before", "after");

        Changes(String name, long most) {
            this.name = name;
            this.most = most;
        }

        void add(StateChange change) {
            if (count() < most) {
                if (json()) {
                    printLine(line(change));
                } else {
                    table.row(
                            Shortened.key(change.entry().key()),
                            kind(change.kind()),
                            text(change.before()),
                            text(change.after()));
                }
            }
            counts[index(change.kind())]++;
        }

        private Map<String, @Nullable Object> line(StateChange change) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("operator", name);
            line.put("change", kind(change.kind()));
            line.put("key", change.entry().key().plain());
            line.put(
                    "before",
                    change.before().map(entry -> entry.value().plain()).orElse(null));
            line.put("after", change.after().map(entry -> entry.value().plain()).orElse(null));
            line.put("deadlineBefore", deadline(change.before()));
            line.put("deadlineAfter", deadline(change.after()));
            return line;
        }

        long count(StateChange.Kind kind) {
            return counts[index(kind)];
        }

        long count() {
            return count(StateChange.Kind.ADDED) + count(StateChange.Kind.REMOVED) + count(StateChange.Kind.CHANGED);
        }
    }

    private static int index(StateChange.Kind kind) {
        return switch (kind) {
            case ADDED -> 0;
            case REMOVED -> 1;
            case CHANGED -> 2;
        };
    }

    private static String kind(StateChange.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String deadline(Optional<StateEntry> entry) {
        return entry.flatMap(StateEntry::deadline).map(Object::toString).orElse(null);
    }

    private static String text(Optional<StateEntry> entry) {
        return entry.map(one -> Shortened.value(one.value())).orElse("");
    }

    private void print(StoredBatch earlier, StoredBatch later, List<Moved> moved, List<Changes> all) {
        if (json()) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("from", earlier.id());
            summary.put("to", later.id());
            summary.put("offsets", moved);
            all.forEach(changes -> summary.put(
                    "operator." + changes.name,
                    Map.of(
                            "added", changes.count(StateChange.Kind.ADDED),
                            "removed", changes.count(StateChange.Kind.REMOVED),
                            "changed", changes.count(StateChange.Kind.CHANGED))));
            printLine(Map.of("summary", summary));
        } else {
            out().println(text(earlier, later, moved, all).stripTrailing());
        }
        out().flush();
    }

    private static String text(StoredBatch earlier, StoredBatch later, List<Moved> moved, List<Changes> all) {
        StringBuilder text = new StringBuilder("batch " + earlier.id() + " to " + later.id() + "\n\n");
        Table offsets = new Table("source", "split", "before", "after");
        moved.forEach(one -> offsets.row(one.source(), one.split(), orEmpty(one.from()), orEmpty(one.to())));
        text.append(moved.isEmpty() ? "no offset moved\n" : offsets.toString());
        for (Changes changes : all) {
            text.append("\n'" + changes.name + "': " + changes.count(StateChange.Kind.ADDED) + " keys added, "
                    + changes.count(StateChange.Kind.REMOVED) + " removed, "
                    + changes.count(StateChange.Kind.CHANGED) + " changed\n");
            if (changes.count() > 0) {
                text.append('\n').append(changes.table);
            }
            if (changes.count() > changes.most) {
                text.append("and " + (changes.count() - changes.most) + " more\n");
            }
        }
        return text.toString();
    }

    private static Object orEmpty(@Nullable Long offset) {
        return offset == null ? "" : offset;
    }
}

package io.holdfast.state;

import io.holdfast.format.DeltaEntries;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SectionBuffer;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The committed batches of one shard, as a driver and a checkpoint directory would keep them, and what opening a shard
 * from any of them takes.
 */
final class History implements DeltaLog {

    record Batch(List<SectionBuffer> deltas, List<Long> keys, ShardProgress progress) {}

    final TreeMap<Long, Batch> batches = new TreeMap<>();
    final StoredSnapshots snapshots;
    final SteppedWorkers workers = new SteppedWorkers();
    private final Path directory;
    private final List<String> operators;
    private final WorkingStore.Factory stores;
    private final ShardSetup.Options options;
    private int incarnations;

    /** What the manifests know state of. */
    final Set<String> operatorsWithState;

    History(
            Path directory,
            List<String> operators,
            WorkingStore.Factory stores,
            ShardSetup.Options options,
            InMemoryWorkingStore.StepListener steps) {
        this.directory = directory;
        this.operators = operators;
        this.stores = stores;
        this.options = options;
        operatorsWithState = new HashSet<>(operators);
        try {
            snapshots = new StoredSnapshots(Files.createDirectories(directory.resolve("stored")), steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the shard from the head, with a new working directory. */
    Shard open() {
        return open(0, 0, 256, operators);
    }

    Shard open(int shard, int keyGroupFrom, int keyGroupUntil, List<String> wanted) {
        return open(shard, keyGroupFrom, keyGroupUntil, wanted, restorePoint());
    }

    Shard open(int shard, int keyGroupFrom, int keyGroupUntil, List<String> wanted, RestorePoint from) {
        return Shard.open(setup(shard, keyGroupFrom, keyGroupUntil, wanted), from);
    }

    ShardSetup setup(int shard, int keyGroupFrom, int keyGroupUntil, List<String> wanted) {
        return new ShardSetup(
                "job",
                shard,
                keyGroupFrom,
                keyGroupUntil,
                wanted,
                new PlainValues(),
                options,
                directory.resolve("work-" + incarnations++),
                stores,
                snapshots,
                new Transfers(workers),
                workers);
    }

    private RestorePoint restorePoint() {
        if (batches.isEmpty()) {
            return RestorePoint.empty();
        }
        Batch head = batches.lastEntry().getValue();
        Map<String, Long> keys = new HashMap<>();
        for (int i = 0; i < operators.size(); i++) {
            keys.put(operators.get(i), head.keys.get(i));
        }
        keys.keySet().retainAll(operatorsWithState);
        return new RestorePoint(List.of(head.progress), head(), keys, this);
    }

    long head() {
        return batches.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    }

    /** Commits what the shard sealed, naming the newest snapshot that may be named. */
    Shard.@Nullable Snapshot commit(Shard shard, long batch, Shard.Sealed sealed) {
        Shard.Snapshot snapshot = shard.takeSnapshot(batch);
        batches.put(batch, new Batch(sealed.deltas(), sealed.keys(), shard.progress()));
        return snapshot;
    }

    @Override
    public void visit(int shard, long after, long through, Visitor visitor) {
        batches.subMap(after, false, through, true).forEach((batch, content) -> {
            for (SectionBuffer delta : content.deltas) {
                for (SectionBuffer.RawChunk chunk : delta.finish()) {
                    visitor.chunk(batch, delta.owner(), chunk.bytes().toByteArray());
                }
            }
        });
    }

    /** The last entry of each key of a delta: its encoded value, or null for a delete. */
    static Map<String, byte @Nullable []> lastEntries(SectionBuffer delta) {
        Map<String, byte @Nullable []> entries = new TreeMap<>();
        for (SectionBuffer.RawChunk chunk : delta.finish()) {
            DeltaEntries.visit(chunk.bytes().array(), chunk.bytes().size(), new DeltaEntries.Visitor() {
                @Override
                public void put(
                        byte[] bytes,
                        int keyOffset,
                        int keyLength,
                        int valueOffset,
                        int valueLength,
                        boolean newTimer) {
                    entries.put(
                            new String(bytes, keyOffset, keyLength, StandardCharsets.UTF_8),
                            Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength));
                }

                @Override
                public void delete(byte[] bytes, int keyOffset, int keyLength) {
                    entries.put(new String(bytes, keyOffset, keyLength, StandardCharsets.UTF_8), null);
                }
            });
        }
        return entries;
    }
}

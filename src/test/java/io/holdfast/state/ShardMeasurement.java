package io.holdfast.state;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SectionBuffer;
import io.holdfast.state.rocksdb.RocksWorkingStores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Not a test: what a shard costs, on RocksDB with a million keys. Arguments: a directory that does not exist yet. */
public final class ShardMeasurement {

    private static final int KEYS = 1_000_000;
    private static final long CACHE = 600L << 20;

    private final List<List<SectionBuffer>> batches = new ArrayList<>();
    private final byte[][] keys = new byte[KEYS][];
    private long started;
    private long startedCpu;

    private ShardMeasurement() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.format("user-%08d", i).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Prints figures. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectory(Path.of(arguments[0]));
        new ShardMeasurement().run(directory);
        Directories.delete(directory);
    }

    private void run(Path directory) throws Exception {
        StoredSnapshots stored = new StoredSnapshots(Files.createDirectory(directory.resolve("stored")), step -> {});
        try (RocksWorkingStores stores = new RocksWorkingStores(64 << 20)) {
            ShardProgress progress = new ShardProgress(0, 0, 256, null, -1);
            try (Shard shard = open(directory.resolve("first"), stores, stored, CACHE, progress)) {
                changes(shard, 0, KEYS, "new keys, cached");
                changes(shard, 0, KEYS, "known keys, cached");
                progress = snapshot(shard);
                changes(shard, 0, KEYS / 10, "known keys, cached, of a tenth");
                progress = snapshot(shard);
                start();
                long[] seen = {0};
                shard.table("o").forEach(entry -> seen[0]++);
                stop("forEach, all cached", seen[0]);
                for (int i = 0; i < 10; i++) {
                    changes(shard, i * (KEYS / 10), KEYS / 10, "for replay");
                    shard.takeSnapshot(-1);
                }
            }
            restore(directory.resolve("second"), stores, stored, progress, CACHE);
            restore(directory.resolve("third"), stores, stored, progress, 32 << 20);
        }
    }

    private Shard open(
            Path work, RocksWorkingStores stores, StoredSnapshots stored, long cache, ShardProgress progress) {
        ShardSetup setup = new ShardSetup(
                "job",
                0,
                0,
                256,
                List.of("o"),
                new PlainValues(),
                new ShardSetup.Options(cache, 32L << 20),
                work,
                stores,
                stored,
                new Transfers(new ThreadWorkers("transfers")),
                new ThreadWorkers("measurement"));
        return Shard.open(
                setup,
                new RestorePoint(
                        List.of(progress),
                        batches.size() - 1,
                        Map.of("o", batches.isEmpty() ? 0L : KEYS),
                        this::visit));
    }

    private void visit(int shard, long after, long through, DeltaLog.Visitor visitor) {
        for (long batch = after + 1; batch <= through; batch++) {
            for (SectionBuffer delta : batches.get((int) batch)) {
                for (SectionBuffer.RawChunk chunk : delta.finish()) {
                    visitor.chunk(
                            batch,
                            delta.owner(),
                            chunk.bytes().array(),
                            chunk.bytes().size());
                }
            }
        }
    }

    private void changes(Shard shard, int from, int count, String what) {
        long batch = batches.size();
        shard.beginBatch(batch);
        StateTable table = shard.table("o");
        start();
        for (int i = from; i < from + count; i++) {
            byte[] key = keys[i];
            StateTable.Entry entry = table.find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
            Long old = (Long) entry.value();
            table.put(entry, old == null ? i : old + batch, 1_000_000_000_000L + batch * 1000 + i % 1000);
        }
        stop("find + put, " + what, count);
        start();
        batches.add(shard.endBatch().deltas());
        stop("endBatch (with write-back of a round, if any), " + what, count);
    }

    private ShardProgress snapshot(Shard shard) throws IOException {
        start();
        int turns = 0;
        Shard.Snapshot snapshot = null;
        while (snapshot == null) {
            shard.beginBatch(batches.size());
            batches.add(shard.endBatch().deltas());
            if (turns++ > 100) {
                shard.roomForDeltas().join();
            }
            snapshot = shard.takeSnapshot(batches.size() - 1);
            if (turns > 5_000_000) {
                throw new IOException("no snapshot");
            }
        }
        stop("until a snapshot is taken (" + turns + " batches, " + snapshot.newBytes() / 1024 + " KiB)", 1);
        return shard.progress();
    }

    private void restore(
            Path work, RocksWorkingStores stores, StoredSnapshots stored, ShardProgress progress, long cache) {
        long[] bytes = {0};
        visit(
                0,
                progress.snapshotThrough(),
                batches.size() - 1,
                (batch, operator, array, length) -> bytes[0] += length);
        start();
        try (Shard shard = open(work, stores, stored, cache, progress)) {
            stop("restore with replay of " + bytes[0] / 1024 + " KiB, cache of " + (cache >> 20) + " MiB", 1);
            changes(shard, 0, KEYS / 10, "after the restore, cache of " + (cache >> 20) + " MiB");
            changes(shard, 0, KEYS / 10, "again, cache of " + (cache >> 20) + " MiB");
            batches.remove(batches.size() - 1);
            batches.remove(batches.size() - 1);
        }
    }

    private void start() {
        started = TimeSource.SYSTEM.monotonicNanos();
        startedCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void stop(String what, long count) {
        long nanos = TimeSource.SYSTEM.monotonicNanos() - started;
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - startedCpu;
        System.out.printf(
                "%-80s %,8d ms, of which CPU of this thread %,8d ms, %,12d ns each%n",
                what, TimeUnit.NANOSECONDS.toMillis(nanos), TimeUnit.NANOSECONDS.toMillis(cpu), cpu / count);
    }
}

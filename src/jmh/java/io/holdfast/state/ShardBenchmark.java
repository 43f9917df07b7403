package io.holdfast.state;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.state.rocksdb.RocksWorkingStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a changed key of 1,000,000 costs a shard on RocksDB: found, put, serialized into the delta, written back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShardBenchmark {

    private static final int KEYS = 1_000_000;
    private static final int CHANGES = 100_000;

    /** Megabytes of cache: all keys fit, or few. */
    @Param({"600", "32"})
    public int cacheMegabytes;

    private final byte[][] keys = new byte[KEYS][];
    private final int[] hashes = new int[KEYS];
    private final SplittableRandom random = new SplittableRandom(1);
    private Path directory;
    private RocksWorkingStores stores;
    private Shard shard;
    private long batch;

    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("holdfast-shard");
        stores = new RocksWorkingStores(64 << 20);
        ShardSetup setup = new ShardSetup(
                "job",
                0,
                0,
                KeyGroups.COUNT,
                List.of("o"),
                new PlainValues(),
                new ShardSetup.Options((long) cacheMegabytes << 20, 32L << 20),
                directory.resolve("work"),
                stores,
                new StoredSnapshots(Files.createDirectory(directory.resolve("stored")), step -> {}),
                new Transfers(new ThreadWorkers("transfers")),
                new ThreadWorkers("shard"));
        shard = Shard.open(
                setup,
                new RestorePoint(
                        List.of(new ShardProgress(0, 0, KeyGroups.COUNT, null, -1)),
                        -1,
                        Map.of("o", 0L),
                        (number, after, through, visitor) -> {}));
        for (int key = 0; key < KEYS; key++) {
            keys[key] = ("customer-" + key).getBytes(StandardCharsets.UTF_8);
            hashes[key] = KeyGroups.hash(keys[key], 0, keys[key].length);
        }
        for (int from = 0; from < KEYS; from += CHANGES) {
            shard.beginBatch(batch);
            for (int key = from; key < from + CHANGES; key++) {
                change(key);
            }
            endBatch();
        }
    }

    private void change(int key) {
        StateTable table = shard.table("o");
        StateTable.Entry entry = table.find(keys[key], 0, keys[key].length, hashes[key]);
        Long before = (Long) entry.value();
        table.put(entry, before == null ? 1L : before + 1, StateTable.NO_DEADLINE);
    }

    private int endBatch() {
        int deltas = shard.endBatch().deltas().size();
        var unused = shard.takeSnapshot(batch++);
        return deltas;
    }

    /** Keys drawn at random, as rows. */
    private final class Drawn implements KeyRows {

        private final int[] drawn = random.ints(CHANGES, 0, KEYS).toArray();

        @Override
        public byte[] keyBytes(int row) {
            return keys[drawn[row]];
        }

        @Override
        public int keyStart(int row) {
            return 0;
        }

        @Override
        public int keyLength(int row) {
            return keys[drawn[row]].length;
        }

        @Override
        public int hash(int row) {
            return hashes[drawn[row]];
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public int changeKeys() {
        shard.beginBatch(batch);
        Drawn rows = new Drawn();
        KeyFetch keyFetch = shard.table("o").keyFetch();
        int unfetched = 0;
        for (int row = 0; row < CHANGES; row++) {
            if (row % StateTable.AHEAD == 0) {
                if (row >= unfetched) {
                    keyFetch.want(rows, row, Math.min(CHANGES, row + keyFetch.rows()));
                    unfetched = row + keyFetch.fetch();
                }
                keyFetch.readAhead(rows, row, Math.min(CHANGES, row + StateTable.AHEAD));
            }
            change(rows.drawn[row]);
        }
        return endBatch();
    }

    @TearDown
    public void close() throws IOException {
        shard.close();
        stores.close();
        Directories.delete(directory);
    }
}

package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SectionBuffer;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All shards of a job, cut anew again and again. Planted defects: entries of foreign key groups are imported; a restart
 * goes on before the snapshot of what was imported is stored; imported keys are not counted.
 */
class RescaleTest {

    private final SteppedWorkers workers = new SteppedWorkers();
    private final List<List<SectionBuffer>> batches = new ArrayList<>();
    private final Map<String, Long> model = new TreeMap<>();
    private final Random random = new Random(7);
    private List<ShardProgress> progress = List.of();

    @Test
    void stateSurvivesAnySequenceOfShardCounts(@TempDir Path directory) throws Exception {
        StoredSnapshots stored = new StoredSnapshots(Files.createDirectory(directory.resolve("stored")), step -> {});
        int[] shards = {1, 3, 2, 2, 7, 1, 4};
        int[] batchesToRun = {12, 1, 2, 12, 1, 1, 12};
        for (int run = 0; run < shards.length; run++) {
            runWith(shards[run], batchesToRun[run], directory.resolve("run-" + run), stored);
        }
    }

    private void runWith(int shards, int batchesToRun, Path work, StoredSnapshots stored) throws Exception {
        List<Shard> open = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            open.add(open(shard, shards, work, stored));
        }
        workers.runAll();
        checkState(open);
        for (int i = 0; i < batchesToRun; i++) {
            assertThat(open).allMatch(shard -> shard.roomForDeltas().isDone());
            runBatch(open);
            workers.runAll();
        }
        checkState(open);
        open.forEach(Shard::close);
    }

    private Shard open(int shard, int shards, Path work, StoredSnapshots stored) {
        ShardSetup setup = new ShardSetup(
                "job",
                shard,
                KeyGroups.firstGroup(shard, shards),
                KeyGroups.firstGroup(shard + 1, shards),
                List.of("o"),
                new PlainValues(),
                new ShardSetup.Options(5_000, 6 * ReplayLedger.BATCH_BYTES),
                work.resolve("shard-" + shard),
                new InMemoryWorkingStore.Factory(),
                stored,
                new Transfers(workers),
                workers);
        long keys = model.keySet().stream()
                .filter(key -> shardOf(key, shards) == shard)
                .count();
        RestorePoint from = progress.isEmpty()
                ? RestorePoint.empty()
                : new RestorePoint(progress, batches.size() - 1, Map.of("o", keys), this::visit);
        return Shard.open(setup, from);
    }

    private void visit(int shard, long after, long through, DeltaLog.Visitor visitor) {
        for (long batch = after + 1; batch <= through; batch++) {
            for (SectionBuffer delta : batches.get((int) batch)) {
                if (delta.shard() == shard) {
                    for (SectionBuffer.RawChunk chunk : delta.finish()) {
                        visitor.chunk(batch, delta.owner(), chunk.bytes().toByteArray());
                    }
                }
            }
        }
    }

    private static int hash(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return KeyGroups.hash(bytes, 0, bytes.length);
    }

    private static int shardOf(String key, int shards) {
        return KeyGroups.shard(KeyGroups.group(hash(key)), shards);
    }

    private void runBatch(List<Shard> open) throws Exception {
        long batch = batches.size();
        open.forEach(shard -> shard.beginBatch(batch));
        for (Shard shard : open) {
            shard.table("o").forEachDue(batch, entry -> {
                String key = new String(entry.key(), StandardCharsets.UTF_8);
                assertThat(model.remove(key)).isNotNull();
                shard.table("o").remove(entry);
            });
        }
        for (int i = 0; i < 40; i++) {
            change("key" + random.nextInt(150), open, batch);
        }
        List<SectionBuffer> deltas = new ArrayList<>();
        List<ShardProgress> now = new ArrayList<>();
        for (Shard shard : open) {
            deltas.addAll(shard.endBatch().deltas());
        }
        batches.add(deltas);
        for (Shard shard : open) {
            shard.takeSnapshot(batch);
            now.add(shard.progress());
        }
        progress = now;
    }

    private void change(String key, List<Shard> open, long batch) {
        StateTable table = open.get(shardOf(key, open.size())).table("o");
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        StateTable.Entry entry = table.find(bytes, 0, bytes.length, hash(key));
        assertThat(entry.value()).isEqualTo(model.get(key));
        if (random.nextInt(4) == 0) {
            table.remove(entry);
            model.remove(key);
        } else {
            long value = random.nextLong();
            table.put(entry, value, random.nextBoolean() ? StateTable.NO_DEADLINE : batch + 1 + random.nextInt(30));
            model.put(key, value);
        }
    }

    private void checkState(List<Shard> open) throws Exception {
        Map<String, Long> found = new TreeMap<>();
        long keys = 0;
        for (Shard shard : open) {
            keys += shard.table("o").keys();
            shard.table("o").forEach(entry -> {
                String key = new String(entry.key(), StandardCharsets.UTF_8);
                assertThat(found.put(key, (Long) requireNonNull(entry.value()))).isNull();
            });
        }
        assertThat(found).isEqualTo(model);
        assertThat(keys).isEqualTo(model.size());
    }
}

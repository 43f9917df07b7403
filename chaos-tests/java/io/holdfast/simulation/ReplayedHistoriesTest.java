package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.driver.JobOptions;
import io.holdfast.driver.Replay;
import io.holdfast.execution.BatchOutput;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.SectionBuffer;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FileSystemKind;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories with deaths, computed again from the first of their batches on, and from any: each batch has the state, the output and the watermarks
 * that it had then, although nothing dies now, no clock runs, and no batch is cut.
 *
 * <p>Planted defects, each seen to fail here: a replayed batch begins with the watermarks that it ended with; it takes the batch
 * before it to be a moment ago; a batch that is cut ends after the parts that it has read, without a last one.
 */
class ReplayedHistoriesTest {

    private static final int HISTORIES = 12;
    private static final int DEATHS = 3;

    private final Path scratch;

    ReplayedHistoriesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void stateWithTimeoutsIsComputedAgainAsItWas() throws Exception {
        assertReplayed(Bank::of);
    }

    @Test
    void windowsInBatchTimeAreComputedAgainAsTheyWere() throws Exception {
        assertReplayed(BatchWindows::of);
    }

    @Test
    void eventTimeIsComputedAgainAsItWas() throws Exception {
        assertReplayed(EventTimes::of);
    }

    @Test
    void resultsThatDependOnTheOrderOfRecordsAreComputedAgainAsTheyWere() throws Exception {
        assertReplayed(Sequences::of);
    }

    private void assertReplayed(SimulatedJob.Kind kind) throws Exception {
        int compared = 0;
        int processes = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Script script = new Script(seed, FileSystemKind.LOCAL, 8, List.of(2), List.of());
            SimulatedJob job = kind.of(new World(scratch, script.disk()), script);
            try {
                live(job, random);
                Manifest head = job.world.past().head().manifest();
                processes += (int) head.epoch();
                // All of it, and from somewhere within on.
                compared += replay(job, 1, head.batch());
                compared += replay(job, 1 + random.nextLong(head.batch() - 1), head.batch());
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
            job.world.clean();
        }
        assertThat(processes).isGreaterThan(HISTORIES * 2);
        assertThat(compared).isGreaterThan(HISTORIES * 3);
    }

    private static void live(SimulatedJob job, SplittableRandom random) {
        for (int number = 0; number <= DEATHS; number++) {
            Life life = new Life(job.world, random.nextLong())
                    .stopAfter(Duration.ofSeconds(job.ledger.batches() + 2).plus(job.afterInput()));
            // In some histories reading takes long, so that batches are cut.
            Duration perRecord = Duration.ofMillis(random.nextInt(2) * random.nextInt(400));
            job.ledger.onRead((split, offset) -> life.time().advance(perRecord));
            if (number < DEATHS) {
                life.dieAt(200 + random.nextInt(900));
            }
            Throwable end = life.run(options(), job.plan(), job.types());
            if (end != null && !(end instanceof SimulatedCrash)) {
                throw new AssertionError("the job ended: " + end, end);
            }
            job.world.reboot();
        }
        job.ledger.onRead((split, offset) -> {});
    }

    private static JobOptions options() {
        Options options = new Options();
        options.retainedBatches = 1000;
        return options.build();
    }

    private int replay(SimulatedJob job, long before, long last) throws Exception {
        Map<Long, Manifest> recorded = new TreeMap<>();
        CheckpointReader record = new CheckpointReader(job.world.disk().newProcess());
        for (long batch = before; batch <= last; batch++) {
            recorded.put(batch, record.read(batch).manifest());
        }
        Life life = new Life(job.world, before);
        SimulatedStorage base = upTo(job.world.disk(), before);
        JobEnvironment environment = new JobEnvironment(
                base,
                job.world.scratch.resolve("replayed-" + before),
                new InMemoryWorkingStore.Factory(),
                life.workers(),
                life.time(),
                new SplittableRandom(1));
        JobDescription description =
                new JobDescription(options(), job.plan(), job.types(), base, environment.workDirectory(), List.of());
        SimulatedStorage results = new SimulatedStorage(FileSystemKind.LOCAL);
        int[] computed = {0};
        new Replay(description, environment, recorded::get).run(last, (manifest, again) -> {
            compare(manifest, again, record, results);
            computed[0]++;
        });
        return computed[0];
    }

    /** The disk with a batch as its head. */
    private static SimulatedStorage upTo(SimulatedStorage disk, long head) throws Exception {
        SimulatedStorage copy = disk.copyOfDisk();
        for (StoredFile file : copy.list(FileNames.BATCHES)) {
            long batch = FileNames.parseBatch(file.name()).orElseThrow();
            if (batch > head) {
                copy.delete(FileNames.batch(batch));
            }
        }
        return copy;
    }

    private static void compare(Manifest recorded, BatchOutput again, CheckpointReader record, SimulatedStorage results)
            throws Exception {
        List<SectionBuffer> sections = Stream.concat(again.deltas().stream(), again.outboxes().stream())
                .toList();
        results.createDirectories(FileNames.BATCHES);
        try (StorageOutput file = results.create(FileNames.batch(recorded.batch()))) {
            new BatchFileWriter().write(file, recorded, sections);
        }
        Map<String, Long> watermarks = new TreeMap<>();
        recorded.states().forEach((name, state) -> {
            Long millis = state.watermarkMillis();
            if (millis != null) {
                watermarks.put(name, millis);
            }
        });
        assertThat(again.watermarks().operators())
                .as("watermarks of batch %d", recorded.batch())
                .isEqualTo(watermarks);
        assertThat(again.keys()).as("keys after batch %d", recorded.batch()).allSatisfy((name, keys) -> assertThat(keys)
                .isEqualTo(recorded.states().get(name).keys()));
        try (BatchFileReader expected = record.open(recorded.batch());
                BatchFileReader found = BatchFileReader.open(results, recorded.batch())) {
            assertThat(changes(found)).as("state of batch %d", recorded.batch()).isEqualTo(changes(expected));
            assertThat(output(found)).as("output of batch %d", recorded.batch()).isEqualTo(output(expected));
        }
    }

    /** Per table and key, what was put last. */
    private static Map<String, Map<String, String>> changes(BatchFileReader file) {
        Map<String, Map<String, String>> changes = new TreeMap<>();
        for (String table : file.manifest().states().keySet()) {
            Map<String, String> ofTable = new TreeMap<>();
            for (Chunk chunk : file.chunks(Section.DELTA, table)) {
                file.visitDelta(chunk, new DeltaEntries.Visitor() {
                    @Override
                    public void put(
                            byte[] bytes,
                            int keyOffset,
                            int keyLength,
                            int valueOffset,
                            int valueLength,
                            boolean newTimer) {
                        ofTable.put(hex(bytes, keyOffset, keyLength), hex(bytes, valueOffset, valueLength));
                    }

                    @Override
                    public void delete(byte[] bytes, int keyOffset, int keyLength) {
                        ofTable.put(hex(bytes, keyOffset, keyLength), "deleted");
                    }
                });
            }
            changes.put(table, ofTable);
        }
        return changes;
    }

    private static String hex(byte[] bytes, int offset, int length) {
        return HexFormat.of().formatHex(bytes, offset, offset + length);
    }

    /** Per sink, its records; in the order of their bytes, as keys that are all visited may come in any. */
    private static Map<String, List<String>> output(BatchFileReader file) {
        Map<String, List<String>> output = new TreeMap<>();
        for (String sink : file.manifest().sinks().keySet()) {
            List<String> records = new ArrayList<>();
            for (Chunk chunk : file.chunks(Section.OUTBOX, sink)) {
                file.visitOutbox(chunk, (bytes, offset, length) -> records.add(hex(bytes, offset, length)));
            }
            Collections.sort(records);
            output.put(sink, records);
        }
        return output;
    }
}

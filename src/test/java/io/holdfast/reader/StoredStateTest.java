package io.holdfast.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.Pins;
import io.holdfast.codec.StoredValue;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.PinFile;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is read of a checkpoint is what a plain fold of its input gives, at every retained batch.
 *
 * <p>Planted defects: deletions forgotten; the oldest change of a key kept instead of the newest; the snapshot's files not
 * verified; the temporary directory left behind.
 */
class StoredStateTest {

    @TempDir
    private static Path shared;

    private static AccountsJob job;
    private static int readWhileItRan;
    private static int turn;
    private static long pinned;

    @TempDir
    private Path directory;

    @BeforeAll
    static void runJob() throws Exception {
        job = new AccountsJob(shared);
        for (int shards : new int[] {2, 5, 1, 3}) {
            job.run(shards, 25, StoredStateTest::readOne);
            assertThat(readAll()).isGreaterThanOrEqualTo(5);
            if (shards == 2) {
                pinned = job.model.lastKey();
                Pins.pin(
                        new LocalStorage(job.checkpoint()), new PinFile("kept", pinned, "", 0), new SplittableRandom());
            }
        }
    }

    /** In turn the oldest retained batch but for a pinned one, which the job is about to give up, and a newer one. */
    private static void readOne() {
        if (job.model.isEmpty()) {
            return;
        }
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            List<Long> batches = checkpoint.batches();
            long batch = batches.get(turn++ % 2 == 0 ? 1 : batches.size() / 2);
            if (batch <= job.model.lastKey()) {
                requireModel(checkpoint.batch(batch));
                readWhileItRan++;
            }
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageMatching("(?s).*(was given up while it was read|has no batch|are retained from).*");
        }
    }

    private static int readAll() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            List<Long> batches = checkpoint.batches();
            batches.forEach(batch -> requireModel(checkpoint.batch(batch)));
            return batches.size();
        }
    }

    private static StoredCheckpoint open(Path checkpoint) {
        return StoredCheckpoint.open(checkpoint.toString(), AccountsJob.types(), Set.of());
    }

    private static void requireModel(StoredBatch batch) {
        Map<String, AccountsJob.Known> found = new TreeMap<>();
        if (batch.operators().isEmpty()) {
            return;
        }
        try (StoredState state = batch.state("accounts")) {
            byte[] before = {};
            while (state.next()) {
                StateEntry entry = state.entry();
                assertThat(Arrays.compareUnsigned(before, entry.storeKey())).isNegative();
                before = entry.storeKey();
                found.put(
                        entry.key(String.class),
                        new AccountsJob.Known(
                                entry.value(AccountsJob.Account.class),
                                entry.deadline().orElseThrow().toEpochMilli()));
            }
        }
        assertThat(found).as("batch %d", batch.id()).isEqualTo(job.expected(batch.id()));
    }

    @Test
    void isThatOfTheModelWhileTheJobRunsAndPrunes() {
        assertThat(readWhileItRan).isGreaterThan(3);
        assertThat(job.model.values()).anyMatch(accounts -> accounts.size() > 100);
    }

    /** Planted defect: batches below the floor are taken for given up. */
    @Test
    void isReadOfAPinnedBatchLongAfterItsTime() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            assertThat(pinned).isLessThan(checkpoint.newest().manifest().floor());
            assertThat(checkpoint.batches()).startsWith(pinned);
            requireModel(checkpoint.batch(pinned));
        }
    }

    /** Otherwise the first test would say little. */
    @Test
    void comesFromSnapshotsAndFromDeltas() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            Manifest newest = checkpoint.newest().manifest();
            assertThat(newest.shards()).hasSize(3).anyMatch(shard -> shard.snapshot() != null);
            assertThat(newest.shards()).anyMatch(shard -> shard.snapshotThrough() < newest.batch());
        }
    }

    @Test
    void needsNoClassesOfTheJob() {
        try (StoredCheckpoint checkpoint =
                        StoredCheckpoint.open(job.checkpoint().toString());
                StoredState state = checkpoint.newest().state("accounts")) {
            assertThat(state.next()).isTrue();
            StoredValue.Fields value = (StoredValue.Fields) state.entry().value();
            assertThat(value.type()).isEqualTo(AccountsJob.Account.class.getName());
            assertThat(value.fields())
                    .extracting(StoredValue.Field::name)
                    .containsExactly("owner", "sum", "level", "opened", "last");
            assertThat(value.toString()).startsWith("Account[owner=\"account-").contains("level=", ", 1]]");
            AccountsJob.Account account = job.expected(checkpoint.newest().id())
                    .get(state.entry().key(String.class))
                    .account();
            assertThat(value.plain())
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("sum", account.sum())
                    .containsEntry("level", account.level().name())
                    .containsEntry("opened", account.opened().orElseThrow().toString());
        }
    }

    @Test
    void findsSingleKeys() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint());
                StoredState state = checkpoint.newest().state("accounts")) {
            Map<String, AccountsJob.Known> expected =
                    job.expected(checkpoint.newest().id());
            for (int i = 0; i < AccountsJob.KEYS; i++) {
                String key = "account-" + i;
                BytesWriter bytes = new BytesWriter(32);
                Types.builder().build().encodeKey(key, bytes);
                assertThat(state.find(bytes.toByteArray()).map(entry -> entry.value(AccountsJob.Account.class)))
                        .as(key)
                        .isEqualTo(Optional.ofNullable(expected.get(key)).map(AccountsJob.Known::account));
            }
        }
    }

    @Test
    void leavesNothingInTheTemporaryDirectoryOrTheCheckpoint() throws IOException {
        Path copy = copy();
        List<Path> before = files(copy);
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        readNewest(copy, temporary);
        assertThat(files(copy)).isEqualTo(before);
        assertThat(files(temporary)).containsExactly(temporary);
        Files.delete(needed(copy).get(1));
        assertThatThrownBy(() -> readNewest(copy, temporary)).isInstanceOf(CorruptCheckpointException.class);
        assertThat(files(temporary)).containsExactly(temporary);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    @Test
    void namesWhatThereIsIfAskedForSomethingElse() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            assertThatThrownBy(() -> checkpoint.newest().state("sessions"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("no operator 'sessions' has state")
                    .hasMessageContaining("[accounts]");
            assertThatThrownBy(() -> checkpoint.newest().forEachRecord("in", record -> {}))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("[out]");
            assertThatThrownBy(() -> checkpoint.batch(99999)).hasMessageContaining("has no batch 99999");
        }
    }

    @Test
    void hasTheRecordsOfASinkAndTheOffsets() {
        try (StoredCheckpoint checkpoint = open(job.checkpoint())) {
            for (long id : checkpoint.batches()) {
                StoredBatch batch = checkpoint.batch(id);
                List<byte[]> records = new ArrayList<>();
                batch.forEachRecord("out", records::add);
                assertThat((long) records.size())
                        .isEqualTo(batch.manifest().counts().getOrDefault("sink.out.records", 0L));
                assertThat(batch.offsets().get("offsets").get(0).offset()).isPositive();
            }
        }
    }

    /** Every byte of every file that the newest state is made of, in steps; the reader must name the file. */
    @Test
    void aFlippedByteOfAnyFileIsNamed() throws Exception {
        Path copy = copy();
        int keys = job.expected(Long.MAX_VALUE).size();
        for (Path victim : needed(copy)) {
            byte[] bytes = Files.readAllBytes(victim);
            for (int at = 0; at < bytes.length; at += Math.max(1, bytes.length / 3)) {
                bytes[at] ^= 16;
                Files.write(victim, bytes);
                if (isOutput(copy, victim, at)) {
                    assertThat(readNewest(copy)).isEqualTo(keys);
                } else {
                    assertThatThrownBy(() -> readNewest(copy))
                            .as("byte %d of %s", at, victim)
                            .isInstanceOf(CorruptCheckpointException.class)
                            .hasMessageContaining(victim.getFileName().toString());
                }
                bytes[at] ^= 16;
            }
            Files.write(victim, bytes);
        }
        assertThat(readNewest(copy)).isEqualTo(keys);
    }

    /** Which is no part of the state, and not read for it. */
    private static boolean isOutput(Path checkpoint, Path file, int at) {
        if (!file.toString().endsWith(".batch")) {
            return false;
        }
        long batch = FileNames.parseBatch(file.getFileName().toString()).orElseThrow();
        try (StoredCheckpoint original = open(job.checkpoint())) {
            return original.batch(batch).manifest().chunks().stream()
                    .anyMatch(chunk -> chunk.section() == Manifest.Section.OUTBOX
                            && at >= chunk.position()
                            && at < chunk.position() + chunk.storedLength());
        }
    }

    @Test
    void aMissingOrShortFileIsNamed() throws Exception {
        Path copy = copy();
        long head;
        try (StoredCheckpoint stored = open(copy)) {
            head = stored.newest().id();
        }
        for (Path victim : needed(copy)) {
            byte[] bytes = Files.readAllBytes(victim);
            Files.write(victim, Arrays.copyOf(bytes, bytes.length == 0 ? 1 : bytes.length - 1));
            assertThatThrownBy(() -> readNewest(copy))
                    .hasMessageContaining(victim.getFileName().toString());
            Files.delete(victim);
            if (!victim.endsWith(FileNames.batch(head))) { // without it, the batch before is the newest
                assertThatThrownBy(() -> readNewest(copy))
                        .hasMessageContaining(victim.getFileName().toString());
            }
            Files.write(victim, bytes);
        }
    }

    private static int readNewest(Path checkpoint) {
        return readNewest(checkpoint, shared);
    }

    private static int readNewest(Path checkpoint, Path temporary) {
        int keys = 0;
        try (StoredCheckpoint stored =
                        StoredCheckpoint.of(new LocalStorage(checkpoint), AccountsJob.types(), temporary);
                StoredState state = stored.newest().state("accounts")) {
            while (state.next()) {
                keys++;
            }
        }
        return keys;
    }

    /** The files that the newest state is made of: of one shard, the snapshot, and some deltas. */
    private static List<Path> needed(Path checkpoint) {
        List<Path> needed = new ArrayList<>();
        try (StoredCheckpoint stored = open(checkpoint)) {
            Manifest manifest = stored.newest().manifest();
            long oldest = manifest.batch();
            for (Manifest.ShardProgress shard : manifest.shards()) {
                oldest = Math.min(oldest, shard.snapshotThrough() + 1);
                if (shard.snapshot() == null || !needed.isEmpty()) {
                    continue;
                }
                needed.add(checkpoint.resolve("snapshots/" + shard.snapshot() + ".snapshot"));
                for (SnapshotDescriptor.SnapshotFile file : SnapshotStore.read(
                                new LocalStorage(checkpoint), shard.snapshot())
                        .files()) {
                    needed.add(checkpoint.resolve("files/" + file.storedName()));
                }
            }
            for (long batch : List.of(oldest, manifest.batch())) {
                needed.add(checkpoint.resolve(FileNames.batch(batch)));
            }
        }
        return needed;
    }

    private Path copy() throws IOException {
        Path copy = directory.resolve("copy");
        for (Path file : files(job.checkpoint())) {
            Files.copy(file, copy.resolve(job.checkpoint().relativize(file).toString()));
        }
        return copy;
    }
}

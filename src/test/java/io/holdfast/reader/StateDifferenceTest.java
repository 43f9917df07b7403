package io.holdfast.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.Pins;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.PinFile;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The changes between any two batches are those of the model.
 *
 * <p>Planted defects: a key set to what it was before told as a change; a deletion forgotten; the chain of digests not followed; the
 * batches after a pinned one taken for kept.
 */
class StateDifferenceTest {

    @TempDir
    private static Path shared;

    private static AccountsJob job;

    @BeforeAll
    static void runJob() throws Exception {
        job = new AccountsJob(shared);
        job.run(2, 5, () -> {});
        LocalStorage storage = new LocalStorage(job.checkpoint());
        Pins.pin(storage, new PinFile("kept", job.model.lastKey(), "", 0), new SplittableRandom());
        job.run(2, 15, () -> {});
        job.run(3, 4, () -> {});
    }

    private static StoredCheckpoint open() {
        return StoredCheckpoint.of(new LocalStorage(job.checkpoint()), AccountsJob.types(), shared);
    }

    private static Map<String, List<Object>> expected(long from, long to) {
        Map<String, AccountsJob.Known> before = job.expected(from);
        Map<String, AccountsJob.Known> after = job.expected(to);
        Map<String, List<Object>> expected = new TreeMap<>();
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            List<Object> change = Arrays.asList(before.get(key), after.get(key));
            if (!Objects.equals(change.get(0), change.get(1))) {
                expected.put(key, change);
            }
        }
        return expected;
    }

    private static AccountsJob.Known known(StateEntry entry) {
        return new AccountsJob.Known(
                entry.value(AccountsJob.Account.class),
                entry.deadline().orElseThrow().toEpochMilli());
    }

    @Test
    void betweenAnyTwoBatchesIsThatOfTheModel() {
        try (StoredCheckpoint checkpoint = open()) {
            List<Long> batches = checkpoint.batches();
            assertThat(batches.get(0)).isLessThan(checkpoint.floor());
            Set<StateChange.Kind> kinds = new TreeSet<>();
            for (long from : batches) {
                for (long to : batches.subList(batches.indexOf(from), batches.size())) {
                    Map<String, List<Object>> found = new TreeMap<>();
                    checkpoint.batch(to).forEachChange(checkpoint.batch(from), "accounts", change -> {
                        kinds.add(change.kind());
                        found.put(
                                change.entry().key(String.class),
                                Arrays.asList(
                                        change.before()
                                                .map(StateDifferenceTest::known)
                                                .orElse(null),
                                        change.after()
                                                .map(StateDifferenceTest::known)
                                                .orElse(null)));
                    });
                    assertThat(found).as("%d to %d", from, to).isEqualTo(expected(from, to));
                }
            }
            assertThat(kinds).containsExactly(StateChange.Kind.values());
        }
    }

    /** Nothing changed, so that nothing of the state is read, which is damaged. */
    @Test
    void readsNoMoreOfTheStateThanWhatChanged(@TempDir Path directory) throws Exception {
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(job.checkpoint())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(job.checkpoint().relativize(file).toString()));
            }
        }
        try (Stream<Path> files = Files.list(copy.resolve("files"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, (byte) 7);
                Files.write(file, bytes);
            }
        }
        try (StoredCheckpoint checkpoint =
                StoredCheckpoint.of(new LocalStorage(copy), AccountsJob.types(), directory)) {
            StoredBatch newest = checkpoint.newest();
            List<StateChange> changes = new ArrayList<>();
            newest.forEachChange(newest, "accounts", changes::add);
            assertThat(changes).isEmpty();
            try (StoredState state = newest.state("accounts")) {
                assertThatThrownBy(state::next).hasMessageContaining(".sst is damaged");
            }
        }
    }

    /** Each of its bytes is right; only the digest that its successor holds tells that it is another. */
    @Test
    void aDeltaOfAnotherHistoryIsNamed(@TempDir Path directory) throws Exception {
        AccountsJob other = new AccountsJob(directory);
        other.run(2, 5, () -> {});
        other.run(2, 15, () -> {});
        other.run(3, 4, () -> {});
        long victim;
        try (StoredCheckpoint checkpoint = open();
                StoredCheckpoint otherCheckpoint =
                        StoredCheckpoint.open(other.checkpoint().toString())) {
            victim = Math.min(checkpoint.newest().id(), otherCheckpoint.newest().id()) - 1;
        }
        String file = FileNames.batch(victim);
        Files.copy(
                job.checkpoint().resolve(file), other.checkpoint().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        try (StoredCheckpoint checkpoint =
                StoredCheckpoint.of(new LocalStorage(other.checkpoint()), AccountsJob.types(), directory)) {
            StoredBatch before = checkpoint.batch(victim - 1);
            assertThatThrownBy(() -> checkpoint.newest().forEachChange(before, "accounts", change -> {}))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(file);
        }
    }

    @Test
    void leadsForwards() {
        try (StoredCheckpoint checkpoint = open()) {
            StoredBatch newest = checkpoint.newest();
            StoredBatch before = checkpoint.batch(newest.id() - 1);
            assertThatThrownBy(() -> before.forEachChange(newest, "accounts", change -> {}))
                    .isInstanceOf(ConfigurationException.class);
            assertThatThrownBy(() -> newest.forEachChange(before, "sessions", change -> {}))
                    .hasMessageContaining("[accounts]");
        }
    }
}

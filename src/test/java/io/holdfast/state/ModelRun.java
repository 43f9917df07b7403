package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.SectionBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A shard and plain maps side by side, driven by a seed through batches, rollbacks, restarts and forks. */
final class ModelRun {

    private record Value(Object value, long deadlineMillis) {}

    private static final List<String> OPERATORS = List.of("alpha", "beta");

    private final Random random;
    private final History history;
    private final TreeMap<Long, List<Map<String, Value>>> committed = new TreeMap<>();
    private final List<Set<String>> touched = List.of(new TreeSet<>(), new TreeSet<>());
    private List<Map<String, Value>> model = List.of(new TreeMap<>(), new TreeMap<>());
    private Shard shard;
    private long time = 1000;
    int snapshotsTaken;
    int restores;

    ModelRun(long seed, Path directory, WorkingStore.Factory stores) {
        random = new Random(seed);
        ShardSetup.Options options = new ShardSetup.Options(
                random.nextInt(4) == 0 ? 1 << 20 : 1000 + random.nextInt(20_000),
                ReplayLedger.BATCH_BYTES * (2 + random.nextInt(10)),
                1 + random.nextInt(40));
        history = new History(directory, OPERATORS, stores, options, step -> {});
        shard = history.open();
    }

    void run(int steps) throws Exception {
        for (int step = 0; step < steps; step++) {
            int choice = random.nextInt(20);
            if (choice == 0) {
                restart(history.head());
            } else if (choice == 1 && !committed.isEmpty()) {
                List<Long> retained = new ArrayList<>(committed.keySet());
                restart(retained.get(random.nextInt(retained.size())));
            } else if (choice == 2) {
                batch(history.head() + 1, false);
                restart(history.head());
            } else {
                batch(history.head() + 1 + random.nextInt(2), true);
            }
            if (random.nextInt(3) == 0) {
                history.workers.runAll();
            }
            checkSettled();
        }
        shard.close();
    }

    private void restart(long head) throws Exception {
        shard.close();
        history.batches.tailMap(head, false).clear();
        committed.tailMap(head, false).clear();
        model = head < 0 ? List.of(new TreeMap<>(), new TreeMap<>()) : copy(requireNonNull(committed.get(head)));
        shard = history.open();
        restores++;
        for (int operator = 0; operator < 2; operator++) {
            checkAll(operator);
        }
    }

    private static List<Map<String, Value>> copy(List<Map<String, Value>> maps) {
        return maps.stream().<Map<String, Value>>map(TreeMap::new).toList();
    }

    private void batch(long batch, boolean commit) throws Exception {
        time += random.nextInt(6);
        shard.beginBatch(batch);
        touched.forEach(Set::clear);
        for (int operator = 0; operator < 2; operator++) {
            checkDue(operator);
            int changes = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
            for (int i = 0; i < changes; i++) {
                change(operator, key(random.nextInt(80)));
            }
            if (random.nextInt(6) == 0) {
                changeInScan(operator);
            }
        }
        Shard.Sealed sealed = shard.endBatch();
        checkSealed(sealed);
        if (commit) {
            if (history.commit(shard, batch, sealed) != null) {
                snapshotsTaken++;
            }
            committed.put(batch, copy(model));
        }
    }

    /** One of them has no bytes. */
    private static String key(int number) {
        return number == 0 ? "" : "key" + number;
    }

    private StateTable table(int operator) {
        return shard.table(OPERATORS.get(operator));
    }

    private StateTable.Entry find(int operator, String key) {
        byte[] bytes = ("__" + key + "__").getBytes(StandardCharsets.UTF_8);
        int length = bytes.length - 4;
        return table(operator).find(bytes, 2, length, KeyGroups.hash(bytes, 2, length));
    }

    private void change(int operator, String key) {
        StateTable.Entry entry = find(operator, key);
        checkEntry(operator, key, entry);
        int choice = random.nextInt(10);
        if (choice < 2) {
            remove(operator, key, entry);
        } else if (choice < 8) {
            put(operator, key, entry, random.nextInt(12) == 0 ? time - random.nextInt(4) : laterDeadline());
        }
    }

    private long laterDeadline() {
        return random.nextInt(3) == 0 ? StateTable.NO_DEADLINE : time + 1 + random.nextInt(25);
    }

    private void put(int operator, String key, StateTable.Entry entry, long deadlineMillis) {
        Object value = randomValue();
        table(operator).put(entry, value, deadlineMillis);
        model.get(operator).put(key, new Value(copyOf(value), deadlineMillis));
        touched.get(operator).add(key);
        scribble(value);
        checkEntry(operator, key, entry);
    }

    private void remove(int operator, String key, StateTable.Entry entry) {
        table(operator).remove(entry);
        if (model.get(operator).remove(key) != null) {
            touched.get(operator).add(key);
        }
    }

    private Object randomValue() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextLong();
            case 1 -> "x".repeat(random.nextInt(200));
            default -> randomList();
        };
    }

    private List<Long> randomList() {
        List<Long> list = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            list.add(random.nextLong());
        }
        return list;
    }

    private static Object copyOf(Object value) {
        return value instanceof List<?> list ? List.copyOf(list) : value;
    }

    /** What a careless job does with a value that it has put or got. */
    @SuppressWarnings("unchecked")
    private static void scribble(Object value) {
        if (value instanceof List) {
            ((List<Long>) value).add(666L);
        }
    }

    private void checkEntry(int operator, String key, StateTable.Entry entry) {
        Value expected = model.get(operator).get(key);
        assertThat(entry.exists()).as("%s exists", key).isEqualTo(expected != null);
        if (expected != null) {
            Object value = entry.value();
            assertThat(value).as("value of %s", key).isEqualTo(expected.value);
            assertThat(entry.deadlineMillis()).isEqualTo(expected.deadlineMillis);
            scribble(requireNonNull(value));
        } else {
            assertThat(entry.value()).isNull();
        }
    }

    private static String name(StateTable.Entry entry) {
        return new String(entry.key(), StandardCharsets.UTF_8);
    }

    private void checkDue(int operator) throws Exception {
        List<String> due = new ArrayList<>();
        table(operator).forEachDue(time, entry -> {
            String key = name(entry);
            due.add(key);
            checkEntry(operator, key, entry);
            if (random.nextInt(3) == 0) {
                put(operator, key, entry, laterDeadline());
            } else {
                remove(operator, key, entry);
            }
        });
        Set<String> expected = new TreeSet<>();
        expected.addAll(touched.get(operator));
        assertThat(due).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        assertThat(model.get(operator).values()).noneMatch(value -> value.deadlineMillis <= time);
    }

    private void changeInScan(int operator) throws Exception {
        Set<String> seen = new HashSet<>();
        Set<String> expected = new HashSet<>(model.get(operator).keySet());
        int oneIn = 1 + random.nextInt(6);
        table(operator).forEach(entry -> {
            String key = name(entry);
            assertThat(seen.add(key)).as("%s is visited once", key).isTrue();
            checkEntry(operator, key, entry);
            if (random.nextInt(oneIn) == 0) {
                if (random.nextBoolean()) {
                    put(operator, key, entry, laterDeadline());
                } else {
                    remove(operator, key, entry);
                }
            }
        });
        assertThat(seen).isEqualTo(expected);
    }

    private void checkAll(int operator) throws Exception {
        Map<String, @Nullable Object> found = new TreeMap<>();
        table(operator).forEach(entry -> {
            assertThat(found.put(name(entry), entry.value())).isNull();
            checkEntry(operator, name(entry), entry);
        });
        assertThat(found.keySet()).isEqualTo(model.get(operator).keySet());
        assertThat(table(operator).keys()).isEqualTo(found.size());
    }

    private void checkSealed(Shard.Sealed sealed) {
        for (int operator = 0; operator < 2; operator++) {
            assertThat(sealed.deadlines().get(OPERATORS.get(operator))).isLessThanOrEqualTo(earliestDeadline(operator));
        }
        for (int operator = 0; operator < 2; operator++) {
            assertThat(sealed.keys().get(operator))
                    .isEqualTo(model.get(operator).size());
            Map<String, byte @Nullable []> entries = new TreeMap<>();
            for (SectionBuffer delta : sealed.deltas()) {
                if (delta.owner().equals(OPERATORS.get(operator))) {
                    entries = History.lastEntries(delta);
                }
            }
            assertThat(entries.keySet()).isEqualTo(touched.get(operator));
            for (String key : touched.get(operator)) {
                Value value = model.get(operator).get(key);
                assertThat(entries.get(key))
                        .isEqualTo(value == null ? null : encoded().encode(value.value, value.deadlineMillis));
            }
        }
    }

    private static EncodedValues encoded() {
        return new EncodedValues("test", 0, new PlainValues());
    }

    private long earliestDeadline(int operator) {
        return model.get(operator).values().stream()
                .mapToLong(value -> value.deadlineMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void checkSettled() {
        if (random.nextInt(3) == 0) {
            long later = time + random.nextInt(10);
            Map<String, Long> times = Map.of(OPERATORS.get(0), later, OPERATORS.get(1), later);
            Map<String, Long> settled = shard.settleTimers(times);
            for (int operator = 0; operator < 2; operator++) {
                long earliest = earliestDeadline(operator);
                if (earliest <= later) {
                    assertThat(settled).containsEntry(OPERATORS.get(operator), earliest);
                } else {
                    assertThat(settled.get(OPERATORS.get(operator)))
                            .isGreaterThan(later)
                            .isLessThanOrEqualTo(earliest);
                }
            }
        }
    }
}

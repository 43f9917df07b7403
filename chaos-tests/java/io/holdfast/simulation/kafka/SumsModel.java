package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.simulation.kafka.InputTopic.Deposit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A plain fold of the input ledger over the ranges of offsets that the committed batches say they read: what each account
 * must have been told, in order.
 */
final class SumsModel {

    private record Sum(long sum, long deadlineMillis) {}

    private final KafkaWorld world;
    private final TreeMap<String, Sum> sums = new TreeMap<>();
    private final Map<String, List<String>> told = new TreeMap<>();

    SumsModel(KafkaWorld world) {
        this.world = world;
        for (Manifest manifest : world.batches.manifests()) {
            if (manifest.kind() == Manifest.Kind.BATCH) {
                fold(manifest);
            }
        }
    }

    private void fold(Manifest manifest) {
        long millis = manifest.batchTimeMillis();
        for (OffsetRange range : manifest.sources().get(SumsJob.SOURCE).read()) {
            world.input
                    .ledger(range.split())
                    .subMap(range.from(), range.until())
                    .values()
                    .forEach(deposit -> add(deposit, millis));
        }
        for (String account : List.copyOf(sums.keySet())) {
            if (sums.get(account).deadlineMillis <= millis) {
                tell(told, account + " closed at " + sums.remove(account).sum);
            }
        }
    }

    private void add(Deposit deposit, long millis) {
        Sum known = sums.get(deposit.account());
        long sum = (known == null ? 0 : known.sum) + deposit.amount();
        sums.put(deposit.account(), new Sum(sum, millis + SumsJob.TIMEOUT.toMillis()));
        tell(told, deposit.account() + " has " + sum);
    }

    private static void tell(Map<String, List<String>> told, String what) {
        told.computeIfAbsent(SumsJob.account(what), account -> new ArrayList<>())
                .add(what);
    }

    private static Map<String, List<String>> byAccount(List<String> values) {
        Map<String, List<String>> told = new TreeMap<>();
        values.forEach(value -> tell(told, value));
        return told;
    }

    /** Safe at any time: everybody was told what they must be told, in order, perhaps not all of it yet. */
    void checkPrefixes() {
        for (List<String> output : List.of(world.output(), world.second.values())) {
            byAccount(output).forEach((account, found) -> {
                List<String> expected = told.getOrDefault(account, List.of());
                assertThat(found)
                        .as("what %s was told", account)
                        .isEqualTo(expected.subList(0, Math.min(found.size(), expected.size())));
            });
        }
        assertThat(world.violations()).isEmpty();
    }

    /** After the end: all of the input was read, and all of it was told, once and in order. */
    void checkComplete() {
        assertThat(world.batches.positions(SumsJob.SOURCE)).isEqualTo(world.input.ends());
        assertThat(byAccount(world.output())).as("topic").isEqualTo(told);
        assertThat(byAccount(world.second.values())).as("second target").isEqualTo(told);
        assertThat(world.violations()).isEmpty();
        checkReadOnce();
    }

    private void checkReadOnce() {
        Set<String> read = new HashSet<>();
        for (Manifest manifest : world.batches.manifests()) {
            if (manifest.kind() == Manifest.Kind.BATCH) {
                manifest.sources().get(SumsJob.SOURCE).read().forEach(range -> world.input
                        .ledger(range.split())
                        .subMap(range.from(), range.until())
                        .keySet()
                        .forEach(offset -> assertThat(read.add(range.split() + "@" + offset))
                                .isTrue()));
            }
        }
        world.input.ends().keySet().forEach(split -> world.input
                .ledger(split)
                .keySet()
                .forEach(offset -> assertThat(read).contains(split + "@" + offset)));
    }

    long closed() {
        return told.values().stream()
                .flatMap(List::stream)
                .filter(value -> value.contains(" closed "))
                .count();
    }
}

package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.model.Pair;
import io.holdfast.simulation.Bank.Deposit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A plain fold of the input ledger, batch by batch as the manifests cut it: what each account must have been told, in
 * order, and what the state must be after each batch.
 */
public final class BankModel {

    private record Sum(long sum, long deadlineMillis) {}

    private final Bank bank;
    private final TreeMap<String, Sum> sums = new TreeMap<>();
    private TreeMap<String, Long> totals = new TreeMap<>();
    private final Map<String, List<Object>> toldOfSums = new TreeMap<>();
    private final Map<String, List<Object>> toldOfTotals = new TreeMap<>();
    private final TreeMap<Long, Map<String, Map<String, Object>>> states = new TreeMap<>();
    private int timeouts;

    public BankModel(Bank bank) {
        this.bank = bank;
        bank.world.past().batches().values().forEach(batch -> fold(batch.manifest()));
    }

    private void fold(Manifest manifest) {
        if (manifest.kind() == Manifest.Kind.BATCH) {
            Map<String, List<Long>> byAccount = new LinkedHashMap<>();
            List<OffsetRange> read =
                    Objects.requireNonNull(manifest.sources().get("deposits")).read();
            for (Object record : bank.ledger.recordsInParts(read)) {
                Deposit deposit = (Deposit) record;
                byAccount
                        .computeIfAbsent(deposit.account(), account -> new ArrayList<>())
                        .add(deposit.amount());
            }
            foldSums(byAccount, manifest.batchTimeMillis());
            foldTotals(byAccount);
        }
        Map<String, Object> plainSums = new TreeMap<>();
        sums.forEach((account, sum) -> plainSums.put(account, sum.sum));
        states.put(manifest.batch(), Map.of("sums", plainSums, "totals", new TreeMap<>(totals)));
    }

    private void foldSums(Map<String, List<Long>> byAccount, long timeMillis) {
        byAccount.forEach((account, amounts) -> {
            for (long amount : amounts) {
                Sum known = sums.get(account);
                long before = known == null ? 0 : known.sum;
                sums.put(account, new Sum(before + amount, timeMillis + Bank.TIMEOUT.toMillis()));
                tell(toldOfSums, account, account + " has " + (before + amount));
            }
        });
        for (Map.Entry<String, Sum> entry : List.copyOf(sums.entrySet())) {
            String account = entry.getKey();
            Sum sum = entry.getValue();
            if (sum.deadlineMillis <= timeMillis) {
                timeouts++;
                sums.remove(account);
                tell(toldOfSums, account, account + " closed at " + sum.sum);
            }
        }
    }

    private void foldTotals(Map<String, List<Long>> byAccount) {
        TreeMap<String, Long> after = new TreeMap<>();
        byAccount.forEach((account, amounts) -> {
            long total = totals.getOrDefault(account, 0L)
                    + amounts.stream().mapToLong(Long::longValue).sum();
            after.put(account, total);
            tell(toldOfTotals, account, Pair.of(account, total));
        });
        totals = after;
    }

    private static void tell(Map<String, List<Object>> told, String account, Object what) {
        told.computeIfAbsent(account, name -> new ArrayList<>()).add(what);
    }

    public int timeouts() {
        return timeouts;
    }

    /** Per operator, the state after a batch. */
    public Map<String, Map<String, Object>> state(long batch) {
        return Objects.requireNonNull(states.get(batch));
    }

    /** Everything was read, and all of it was told, once and in order. */
    public void checkOutputs() {
        assertThat(toldAt(bank.sums)).isEqualTo(toldOfSums);
        assertThat(toldAt(bank.totals)).isEqualTo(toldOfTotals);
    }

    private static Map<String, List<Object>> toldAt(Target target) {
        Map<String, List<Object>> told = new TreeMap<>();
        for (Object value : target.values()) {
            String account = value instanceof Pair<?, ?> pair
                    ? (String) pair.key()
                    : ((String) value).substring(0, ((String) value).indexOf(' '));
            tell(told, account, value);
        }
        return told;
    }
}

package io.holdfast.simulation;

import io.holdfast.PairDStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The job of the crash tests: running sums per account that are closed when idle, and totals of accounts while they are
 * busy; two stateful operators, two sinks. {@link BankModel} says what it should do.
 */
public final class Bank extends SimulatedJob {

    public static final Duration TIMEOUT = Duration.ofSeconds(3);
    public static final Types TYPES = Types.builder().register(Deposit.class).build();

    /** A record of the input. */
    public record Deposit(String account, long amount) {}

    public final Target sums;
    public final Target totals;

    public Bank(World world, InputLedger ledger) {
        this(world, ledger, new Target("sums-target"), new Target("totals-target"));
    }

    private Bank(World world, InputLedger ledger, Target sums, Target totals) {
        super(world, ledger, List.of(sums, totals));
        this.sums = sums;
        this.totals = totals;
    }

    /** Everything that outlives a process, as it is at this moment. */
    Bank copy(long livedMillis) {
        return new Bank(world.copy(livedMillis), ledger, sums.copy(), totals.copy());
    }

    static Bank of(World world, Script script) {
        InputLedger ledger = input(script.records());
        // In some histories batches are large enough to be cut.
        ledger.recordsPerPlan(script.seed() % 4 == 3 ? 4 : 2);
        return new Bank(world, ledger);
    }

    /** Two splits that share an account, as many batches as a split has pairs of records. */
    public static InputLedger input(int records) {
        InputLedger ledger = new InputLedger(2);
        for (int i = 0; i < records; i++) {
            ledger.add("left", new Deposit("account" + i % 3, 1 + i));
            ledger.add("right", new Deposit(i % 3 == 0 ? "account0" : "other" + i / 4, 100L + i));
        }
        return ledger;
    }

    @Override
    Types types() {
        return TYPES;
    }

    @Override
    Duration afterInput() {
        return TIMEOUT;
    }

    @Override
    Map<String, Long> check(boolean allRetained) throws Exception {
        BankCheck check = BankCheck.of(this).everything(allRetained);
        return Map.of("timeouts", check.timeouts(), "batches restored", check.restored());
    }

    @Override
    public Plan plan() {
        TestGraph graph = new TestGraph();
        PairDStream<String, Long> deposits = graph.stream("deposits", new LedgerSource<Deposit>(ledger, world))
                .mapToPair(deposit -> Pair.of(deposit.account(), deposit.amount()));
        deposits.<Long, String>mapWithState(
                        "sums", StateSpec.function(Bank::sum).timeout(TIMEOUT))
                .to("sums-out", new LedgerSink<>(sums, world));
        deposits.updateStateByKey("totals", Bank::total).to("totals-out", new LedgerSink<>(totals, world));
        return graph.plan();
    }

    private static Optional<String> sum(Instant time, String account, Optional<Long> amount, State<Long> sum) {
        if (sum.isTimingOut()) {
            return Optional.of(account + " closed at " + sum.get());
        }
        long now = (sum.exists() ? sum.get() : 0) + amount.orElseThrow();
        sum.update(now);
        return Optional.of(account + " has " + now);
    }

    /** An account that had no deposit in a batch is forgotten. */
    private static Optional<Long> total(List<Long> amounts, Optional<Long> before) {
        return amounts.isEmpty()
                ? Optional.empty()
                : Optional.of(before.orElse(0L)
                        + amounts.stream().mapToLong(Long::longValue).sum());
    }
}

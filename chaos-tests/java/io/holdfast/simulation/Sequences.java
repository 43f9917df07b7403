package io.holdfast.simulation;

import io.holdfast.DStream;
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
 * A job whose results show in what order everything came to its last operator: what is passed on part by part of a batch, and what
 * comes of its end, the values of a {@code mapPartitions} and of a {@code reduceByKey}. (Not of timeouts, which come in no order.) No model says what order is
 * right, but it is the same whenever a batch is computed.
 */
final class Sequences extends SimulatedJob {

    private static final int LENGTH = 40;

    private final Target target;

    private Sequences(World world, InputLedger ledger, Target target) {
        super(world, ledger, List.of(target));
        this.target = target;
    }

    /** Splits of different lengths, in few large batches. */
    static Sequences of(World world, Script script) {
        InputLedger ledger = new InputLedger(2 * script.records());
        for (int i = 0; i < 5 * script.records(); i++) {
            ledger.add("long", Pair.of("key" + i % 7, "l" + i));
            ledger.add("longer", Pair.of("key" + (i + 3) % 7, "o" + i));
            ledger.add("longer", Pair.of("key" + i % 3, "p" + i));
            if (i < script.records()) {
                ledger.add("short", Pair.of("key" + i % 5, "s" + i));
            }
        }
        return new Sequences(world, ledger, new Target("sequences"));
    }

    @Override
    Types types() {
        return Types.builder().build();
    }

    @Override
    Duration afterInput() {
        return Duration.ZERO;
    }

    @Override
    Map<String, Long> check(boolean allRetained) {
        return Map.of();
    }

    @Override
    public Plan plan() {
        TestGraph graph = new TestGraph();
        PairDStream<String, String> in = graph.stream("in", new LedgerSource<Pair<String, String>>(ledger, world))
                .mapToPair(pair -> pair);
        DStream<String> atOnce = in.mapWithState("first", StateSpec.function(Sequences::append));
        DStream<String> atTheEnd = in.<String>mapPartitions(
                        records -> List.of("partition" + records.hasNext()).iterator())
                .union(in.reduceByKey(String::concat).map(Pair::value));
        atOnce.union(atTheEnd)
                .mapToPair(text -> Pair.of("all", text.substring(Math.max(0, text.length() - 6))))
                .mapWithState("second", StateSpec.function(Sequences::append))
                .to("sequences-out", new LedgerSink<>(target, world));
        return graph.plan();
    }

    private static Optional<String> append(Instant time, String key, Optional<String> text, State<String> sequence) {
        String all = (sequence.exists() ? sequence.get() : "") + text.orElseThrow();
        String last = all.substring(Math.max(0, all.length() - LENGTH));
        sequence.update(last);
        return Optional.of(last);
    }
}

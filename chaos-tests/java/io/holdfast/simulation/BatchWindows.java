package io.holdfast.simulation;

import io.holdfast.PairDStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The windows in batch time, of each kind; {@link BatchWindowsModel} says what they should hold. */
final class BatchWindows extends SimulatedJob {

    /** One window. */
    record Shape(String name, Duration length, Duration slide) {}

    static final Shape TREE = new Shape("tree", Duration.ofSeconds(5), Duration.ofSeconds(2));
    static final Shape GROUP = new Shape("group", Duration.ofSeconds(3), Duration.ofSeconds(2));
    static final Shape INVERSE = new Shape("inverse", Duration.ofSeconds(4), Duration.ofSeconds(1));
    static final Shape INVERSE_OF_TWO = new Shape("inverse-of-two", Duration.ofSeconds(4), Duration.ofSeconds(2));
    static final Shape PLAIN = new Shape("plain", Duration.ofSeconds(2), Duration.ofSeconds(1));

    private static final Duration LONGEST = Duration.ofSeconds(5 + 2);

    final Target eachSecond;
    final Target eachOtherSecond;

    private BatchWindows(World world, InputLedger ledger, Target eachSecond, Target eachOtherSecond) {
        super(world, ledger, List.of(eachSecond, eachOtherSecond));
        this.eachSecond = eachSecond;
        this.eachOtherSecond = eachOtherSecond;
    }

    static BatchWindows of(World world, Script script) {
        InputLedger ledger = new InputLedger(2);
        for (int i = 0; i < script.records(); i++) {
            ledger.add("left", Pair.of("key" + i % 3, 1L << i));
            ledger.add("right", Pair.of(i % 3 == 0 ? "key0" : "other" + i / 4, 1L << (20 + i)));
        }
        return new BatchWindows(world, ledger, new Target("each-second"), new Target("each-other-second"));
    }

    @Override
    Types types() {
        return Types.builder().build();
    }

    @Override
    Duration afterInput() {
        return LONGEST;
    }

    @Override
    public Plan plan() {
        TestGraph graph = new TestGraph();
        PairDStream<String, Long> pairs = graph.stream("pairs", new LedgerSource<Pair<String, Long>>(ledger, world))
                .mapToPair(pair -> pair);
        named(PLAIN, pairs.window(PLAIN.name, PLAIN.length, PLAIN.slide))
                .union(named(INVERSE, inverse(pairs, INVERSE)))
                .to("each-second", new LedgerSink<>(eachSecond, world));
        named(TREE, pairs.reduceByKeyAndWindow(TREE.name, Long::sum, TREE.length, TREE.slide))
                .union(named(
                        GROUP,
                        pairs.groupByKeyAndWindow(GROUP.name, GROUP.length, GROUP.slide)
                                .flatMapValues(List::iterator)))
                .union(named(INVERSE_OF_TWO, inverse(pairs, INVERSE_OF_TWO)))
                .to("each-other-second", new LedgerSink<>(eachOtherSecond, world));
        return graph.plan();
    }

    private static PairDStream<String, Long> inverse(PairDStream<String, Long> pairs, Shape window) {
        return pairs.reduceByKeyAndWindow(
                window.name,
                Long::sum,
                (sum, part) -> sum - part,
                window.length,
                window.slide,
                pair -> pair.value() != 0);
    }

    private static PairDStream<String, Long> named(Shape window, PairDStream<String, Long> out) {
        String name = window.name;
        return out.mapToPair(pair -> Pair.of(name + " " + pair.key(), pair.value()));
    }

    @Override
    Map<String, Long> check(boolean allRetained) throws Exception {
        checkAllRead("pairs");
        BatchWindowsModel model = new BatchWindowsModel(this);
        model.check();
        Manifest head = world.past().head().manifest();
        Leftovers.check(world.disk().newProcess(), head);
        world.clean();
        return model.happened();
    }
}

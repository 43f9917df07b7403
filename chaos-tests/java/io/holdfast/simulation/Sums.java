package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PairDStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.plan.Plan;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that keeps a running sum per key, started as often as a test likes; each key lives in one split, so that the
 * ledger alone says what must have come out.
 */
public final class Sums {

    public static final Types TYPES = Types.builder().build();

    public final World world;
    public final InputLedger ledger = new InputLedger(2);
    public final Options options = new Options();
    public Target target = new Target("first target");
    public Types types = TYPES;
    public boolean stateful = true;
    public String sourceName = "in";
    public String sinkName = "out";

    @Nullable
    public Duration timeout;

    public Consumer<Life> arranged = life -> {};
    public Visit visit = key -> {};
    public Extra extra = pairs -> {};
    private @Nullable Life life;
    private long seed = 1;

    /** Code of the job that runs for each record, in mapWithState. */
    public interface Visit {
        void of(String key) throws Exception;
    }

    /** Other operators on the same input. */
    public interface Extra {
        void on(PairDStream<String, Long> pairs);
    }

    public Sums(Path scratch) {
        this(new World(scratch));
    }

    public Sums(World world) {
        this.world = world;
    }

    /** So many records in two splits of two keys each. */
    public Sums records(int count) {
        for (int i = 0; i < count; i++) {
            String split = i % 2 == 0 ? "even" : "odd";
            ledger.add(split, Pair.of(split + i / 2 % 2, (long) i + 1));
        }
        return this;
    }

    public <T> LedgerSink<T> sink(Target other) {
        return new LedgerSink<>(other, world);
    }

    public Plan plan() {
        TestGraph graph = new TestGraph();
        PairDStream<String, Long> pairs = graph.stream(sourceName, new LedgerSource<Pair<String, Long>>(ledger, world))
                .mapToPair(pair -> pair);
        StateSpec<String, Long, Long, String> spec = StateSpec.function(this::add);
        if (stateful) {
            pairs.mapWithState("sums", timeout == null ? spec : spec.timeout(timeout))
                    .to(sinkName, sink(target));
        }
        extra.on(pairs);
        return graph.plan();
    }

    private Optional<String> add(java.time.Instant time, String key, Optional<Long> value, State<Long> state)
            throws Exception {
        visit.of(key);
        if (state.isTimingOut()) {
            return Optional.of(key + " out");
        }
        long sum = (state.exists() ? state.get() : 0) + value.orElseThrow();
        state.update(sum);
        return Optional.of(key + " " + sum);
    }

    /** A process from start to clean stop after some batches, or to its failure, which is returned. */
    @Nullable
    public Throwable run(int seconds) {
        Life next = new Life(world, seed++).stopAfter(Duration.ofMillis(seconds * 1000L - 500));
        life = next;
        arranged.accept(next);
        Throwable end = next.run(options.build(), plan(), types);
        if (end instanceof AssertionError error) {
            throw error;
        }
        return end;
    }

    /** A process that must not fail. */
    public Sums runs(int seconds) {
        Throwable end = run(seconds);
        if (end != null) {
            throw new AssertionError("the job ended: " + end, end);
        }
        return this;
    }

    /** The last process that was started. */
    public Life life() {
        return java.util.Objects.requireNonNull(life);
    }

    /** All of the ledger came out, per key in order, and nothing else. */
    public void checkExact() {
        Map<String, List<Object>> expected = new TreeMap<>();
        Map<String, Long> sums = new TreeMap<>();
        ledger.splits()
                .values()
                .forEach(records -> records.forEach(each -> {
                    Pair<?, ?> record = (Pair<?, ?>) each;
                    String key = (String) record.key();
                    long sum = sums.merge(key, (Long) record.value(), Long::sum);
                    expected.computeIfAbsent(key, name -> new ArrayList<>()).add(key + " " + sum);
                }));
        Map<String, List<Object>> found = new TreeMap<>();
        target.values().forEach(value -> found.computeIfAbsent(
                        ((String) value).substring(0, ((String) value).indexOf(' ')), name -> new ArrayList<>())
                .add(value));
        assertThat(found).isEqualTo(expected);
    }

    /** How many batch files were ever committed. */
    public int batches() {
        return world.past().batches().size();
    }

    /** The disk as it is now. */
    public SimulatedStorage disk() {
        return world.disk();
    }
}

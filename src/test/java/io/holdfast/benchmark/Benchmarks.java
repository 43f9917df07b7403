package io.holdfast.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs benchmarks by name. The name may be followed by arguments of the benchmark, also within the same word. */
public final class Benchmarks {

    private Benchmarks() {}

    /** One benchmark. */
    interface Benchmark {
        void run(List<String> arguments) throws Exception;
    }

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("keyed-count", KeyedCountBenchmark::run);
        ALL.put("commit", CommitBenchmark::run);
        ALL.put("restart", RestartBenchmark::run);
        ALL.put("large-state", LargeStateBenchmark::run);
        ALL.put("snapshots", SnapshotBenchmark::run);
        ALL.put("state-size", StateSizeBenchmark::run);
        ALL.put("verify", VerifyBenchmark::run);
        ALL.put("window", WindowBenchmark::run);
        ALL.put("sessions", SessionBenchmark::run);
        ALL.put("chain", ChainBenchmark::run);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(String.join(" ", arguments).strip().split(" +"));
        String name = all.get(0).isEmpty() ? "all" : all.get(0);
        if (!name.equals("all") && !ALL.containsKey(name)) {
            System.err.println("Unknown benchmark '" + name + "': expected all or one of " + ALL.keySet());
            System.exit(2);
        }
        for (Map.Entry<String, Benchmark> benchmark : ALL.entrySet()) {
            if (name.equals("all") || name.equals(benchmark.getKey())) {
                System.out.println("== " + benchmark.getKey());
                benchmark.getValue().run(all.subList(1, all.size()));
            }
        }
        System.exit(0);
    }
}

package io.holdfast.benchmark;

import io.holdfast.bench.Bench;
import io.holdfast.cli.Main;
import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs benchmarks by name: those of {@code holdfast.jar bench}, with a Kafka of its own, and others, which need what only tests
 * have. The name may be followed by arguments of the benchmark, also within the same word.
 */
public final class Benchmarks {

    private Benchmarks() {}

    /** One benchmark. */
    interface Benchmark {
        void run(List<String> arguments) throws Exception;
    }

    private static final Map<String, Benchmark> OTHERS = new LinkedHashMap<>();

    static {
        OTHERS.put("commit-hdfs", CommitBenchmark::run);
        OTHERS.put("snapshots", SnapshotBenchmark::run);
        OTHERS.put("state-size", StateSizeBenchmark::run);
        OTHERS.put("verify", VerifyBenchmark::run);
        OTHERS.put("sessions", SessionBenchmark::run);
        OTHERS.put("chain", ChainBenchmark::run);
        OTHERS.put("ls", ListBenchmark::run);
        OTHERS.put("partitions", PartitionsBenchmark::run);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(String.join(" ", arguments).strip().split(" +"));
        String name = all.get(0).isEmpty() ? "all" : all.get(0);
        if (!name.equals("all") && !Bench.NAMES.contains(name) && !OTHERS.containsKey(name)) {
            System.err.println("Unknown benchmark '" + name + "': expected all, or one of " + Bench.NAMES + " or "
                    + OTHERS.keySet());
            System.exit(2);
        }
        List<String> rest = all.subList(1, all.size());
        if (name.equals("all") || Bench.NAMES.contains(name)) {
            bench(name, rest);
        }
        for (Map.Entry<String, Benchmark> benchmark : OTHERS.entrySet()) {
            if (name.equals("all") || name.equals(benchmark.getKey())) {
                System.out.println("== " + benchmark.getKey());
                benchmark.getValue().run(name.equals("all") ? List.of() : rest);
            }
        }
        System.exit(0);
    }

    private static void bench(String name, List<String> options) throws Exception {
        Path directory = ChildJvm.temporaryDirectory("kafka");
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "bench",
                    name,
                    "--kafka",
                    broker.bootstrapServers()));
            command.addAll(options);
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                System.exit(exit);
            }
        }
    }
}

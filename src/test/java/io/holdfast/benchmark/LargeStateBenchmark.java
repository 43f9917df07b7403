package io.holdfast.benchmark;

import java.nio.file.Path;
import java.util.List;

/** 5,000,000 keys of state with a heap of 512 MB: filled, then restarted. */
final class LargeStateBenchmark {

    private LargeStateBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        String keys = arguments.isEmpty() ? "5000000" : arguments.get(0);
        Path directory = ChildJvm.temporaryDirectory("large-state");
        long began = System.nanoTime();
        String records = Long.toString(Long.parseLong(keys) * 3);
        ChildJvm.run(List.of("-Xmx512m"), RestartJob.class, directory.toString(), keys, records, "1000000000");
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%s keys touched twice in a heap of 512 MB: %,.0f records/s%n",
                keys, Long.parseLong(records) / seconds);
        String[] result = ChildJvm.run(
                        List.of("-Xmx512m"), RestartJob.class, directory.toString(), keys, "300000", "200000")
                .get(0)
                .split(" ", -1);
        System.out.printf(
                "restart with %,d keys: first new record after %s ms, first new batch after %s ms%n",
                Long.parseLong(result[2]), result[0], result[1]);
    }
}

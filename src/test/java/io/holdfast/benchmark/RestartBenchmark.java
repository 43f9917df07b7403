package io.holdfast.benchmark;

import java.nio.file.Path;
import java.util.List;

/** A job with 1,000,000 keys dies without a goodbye: how long from JVM start to its first new record. */
final class RestartBenchmark {

    private static final int RESTARTS = 5;

    private RestartBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        String keys = arguments.isEmpty() ? "1000000" : arguments.get(0);
        Path directory = ChildJvm.temporaryDirectory("restart");
        String records = Long.toString(Long.parseLong(keys) * 3);
        ChildJvm.run(List.of("-Xmx1g"), RestartJob.class, directory.toString(), keys, records, "1000000");
        for (int i = 0; i < RESTARTS; i++) {
            String[] result = ChildJvm.run(
                            List.of("-Xmx1g"), RestartJob.class, directory.toString(), keys, "300000", "200000")
                    .get(0)
                    .split(" ", -1);
            System.out.printf(
                    "%,d keys: JVM start to first new record %s ms, to first new batch committed %s ms%n",
                    Long.parseLong(result[2]), result[0], result[1]);
        }
    }
}

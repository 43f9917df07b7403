package io.holdfast.checkpoint;

import io.holdfast.common.TimeSource;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures "sealed to durable" on a real disk: run main with a directory to work in. Not a test. */
final class CommitBenchmark {

    private static final int WARM_UP = 200;
    private static final int COMMITS = 1000;

    private CommitBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "commit-benchmark");
        String[] keys = new String[200];
        Arrays.setAll(keys, i -> "customer-" + i);
        long[] nanos = new long[COMMITS];
        try (Checkpoint checkpoint =
                Checkpoint.open(new LocalStorage(directory), RetentionPolicy.newest(20), TimeSource.SYSTEM)) {
            checkpoint.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1));
            for (int i = -WARM_UP; i < COMMITS; i++) {
                long batch = checkpoint.head().manifest().batch() + 1;
                var sections = List.of(Manifests.delta("total " + i, keys), Manifests.outbox(keys));
                long start = TimeSource.SYSTEM.monotonicNanos();
                checkpoint.commit(Manifests.draft(Kind.BATCH, batch, batch - 1), sections);
                if (i >= 0) {
                    nanos[i] = TimeSource.SYSTEM.monotonicNanos() - start;
                }
                checkpoint.prune();
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "commit of a small batch: median %.2f ms, p90 %.2f ms, p99 %.2f ms%n",
                nanos[COMMITS / 2] / 1e6,
                nanos[COMMITS * 9 / 10] / 1e6,
                nanos[COMMITS * 99 / 100] / 1e6);
    }
}

package io.holdfast.benchmark;

import io.holdfast.inspect.AuditResult;
import io.holdfast.inspect.Inspection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Verifies a checkpoint, and reads the same files with nothing but a buffer, in turns. What was just written is in memory: so this is
 * what verifying costs the processor. Arguments: gigabytes of state (2).
 */
final class VerifyBenchmark {

    private static final int ROUNDS = 3;
    private static final int VALUE_BYTES = 1000;
    private static final int BUFFER_BYTES = 1 << 20;

    private VerifyBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        double gigabytes = arguments.isEmpty() ? 2 : Double.parseDouble(arguments.get(0));
        Path directory = ChildJvm.temporaryDirectory("verify");
        StateJob.Run.fill(directory, (long) (gigabytes * 1e9 / VALUE_BYTES), VALUE_BYTES)
                .now();
        for (int round = 0; round < ROUNDS; round++) {
            double plain = plain(directory);
            double verified = verify(directory);
            System.out.printf(
                    "plain read %,.0f MB/s, verify %,.0f MB/s: %.2f times as fast%n",
                    plain, verified, verified / plain);
        }
    }

    private static double verify(Path directory) {
        long begun = System.nanoTime();
        try (Inspection inspection = Inspection.of(directory.toString(), Set.of())) {
            AuditResult result = inspection.audit((done, total) -> {});
            if (!result.isWhole()) {
                throw new IllegalStateException("the checkpoint is damaged: " + result.problems());
            }
            return megabytesPerSecond(result.bytes(), begun);
        }
    }

    private static double plain(Path directory) throws IOException {
        long begun = System.nanoTime();
        long bytes = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (String part : List.of("batches", "files")) {
            try (Stream<Path> files = Files.list(directory.resolve(part))) {
                for (Path file : files.sorted().toList()) {
                    bytes += read(file, buffer);
                }
            }
        }
        return megabytesPerSecond(bytes, begun);
    }

    private static long read(Path file, ByteBuffer buffer) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = 0;
            for (int count = 0; count >= 0; count = channel.read(buffer.clear())) {
                bytes += count;
            }
            return bytes;
        }
    }

    private static double megabytesPerSecond(long bytes, long begunNanos) {
        return bytes * 1e3 / (System.nanoTime() - begunNanos);
    }
}

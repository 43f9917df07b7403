package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has taken of its machine so far. */
final class Usage {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Usage() {}

    /** Processor time, in seconds; 0 where the system does not tell. */
    static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e9)
                .orElse(0.0);
    }

    /** The largest resident size, in MB of a million bytes; 0 on another system than Linux. */
    static double peakMegabytes() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024
                / 1e6;
    }
}

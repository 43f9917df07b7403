package io.holdfast.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a running job holds, as the operating system counts it, and what lies in its checkpoint directory.
 *
 * @param threads of the process
 * @param descriptors that it has open
 * @param residentMegabytes of its memory
 * @param checkpointFiles in the checkpoint directory, those of the working copies besides
 */
record Vitals(long threads, long descriptors, long residentMegabytes, long checkpointFiles) {

    static Vitals of(JobProcess process, Path checkpoint) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        return new Vitals(
                status(proc, "Threads:"),
                Traces.names(proc.resolve("fd")).size(),
                status(proc, "VmRSS:") / 1024,
                files(checkpoint));
    }

    private static long status(Path proc, String field) throws IOException {
        return Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private static long files(Path checkpoint) {
        return Stream.of("batches", "snapshots", "files", "tmp", "epochs")
                .mapToLong(
                        directory -> Traces.names(checkpoint.resolve(directory)).size())
                .sum();
    }
}

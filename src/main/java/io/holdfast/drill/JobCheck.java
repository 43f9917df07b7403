package io.holdfast.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.Preflight;
import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a job with a checkpoint: its program runs in a process of its own up to the start of the job, which does not
 * happen. Nothing is written but to the temporary directory.
 *
 * @param program of the job
 * @param checkpoint the directory to compare with; null for the one that the job names
 * @param trusted Hadoop file systems other than HDFS that may be read
 * @param patience how long it may take
 */
public record JobCheck(JobProgram program, @Nullable String checkpoint, List<String> trusted, Duration patience) {

    public JobCheck {
        trusted = List.copyOf(trusted);
    }

    /** Throws ConfigurationException if the program does not come to start a job. */
    public Preflight run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("holdfast-check");
        try {
            return run(directory);
        } finally {
            delete(directory);
        }
    }

    private Preflight run(Path directory) throws IOException, InterruptedException {
        Path result = directory.resolve("result.json");
        Path log = directory.resolve("log");
        Launcher launcher =
                new Launcher(program, RehearsedJob.class.getName(), log, new ThreadWorkers("check"), TimeSource.SYSTEM);
        Instructions instructions = new Instructions.Check(checkpoint, trusted, result.toString());
        try (Child child = launcher.start(instructions, directory.resolve("instructions.json"), null)) {
            boolean ended = child.endsWithin(patience);
            String refusal = child.refusal();
            if (refusal != null) {
                throw new ConfigurationException(refusal);
            }
            if (!ended || !child.succeeded() || !Files.exists(result)) {
                throw new ConfigurationException("main of " + program.job() + " did not start a job "
                        + (ended ? "and ended" : "within " + patience.toSeconds() + " s") + "; it printed: "
                        + Files.readString(log).strip());
            }
        }
        return JsonMapper.builder().build().readValue(Files.readAllBytes(result), Preflight.class);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

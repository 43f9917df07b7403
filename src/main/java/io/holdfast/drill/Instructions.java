package io.holdfast.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a process of the drill is to do with the job: a file, since the command line belongs to the job. */
sealed interface Instructions {

    /**
     * Runs the job: on a directory of the drill, with its output recorded there.
     *
     * @param kafka where Kafka sinks publish; null if they are recorded, too
     * @param routes other addresses for bootstrap servers
     */
    record Run(
            String checkpoint,
            String recordings,
            List<String> call,
            boolean realOutputs,
            @Nullable KafkaTargets kafka,
            Map<String, String> routes)
            implements Instructions {

        public Run {
            call = List.copyOf(call);
            routes = Map.copyOf(routes);
        }
    }

    /**
     * Works on the topics of the drill.
     *
     * @param targets null if there are none
     * @param realOutputs whether sinks write to their real targets
     * @param archive a directory with batches
     * @param first the first of them
     * @param last the last of them
     * @param complete whether everything must have been published
     * @param result the file where to put what comes out
     */
    record Kafka(
            Step step,
            @Nullable KafkaTargets targets,
            boolean realOutputs,
            String archive,
            long first,
            long last,
            boolean complete,
            String result)
            implements Instructions {

        /** What is done. */
        enum Step {
            CREATE,
            COMPARE,
            DELETE
        }
    }

    /**
     * Computes batches again.
     *
     * @param base a directory whose head is the batch to begin after
     * @param archive a directory with the batches after it
     * @param last the last of them
     * @param results where to put what comes out
     */
    record Again(String base, String archive, long last, String results) implements Instructions {}

    /**
     * Hands batches to a {@code foreachBatch}.
     *
     * @param archive a directory with batches
     * @param first the first of them
     * @param last the last of them
     * @param sink the name of the function's sink
     * @param times how often each batch is handed over
     */
    record Redeliver(String archive, long first, long last, String sink, int times) implements Instructions {}

    /**
     * Compares the job with a checkpoint.
     *
     * @param checkpoint its directory; null for that of the job
     * @param trusted Hadoop file systems that may be read
     * @param result the file where to put what comes out
     */
    record Check(@Nullable String checkpoint, List<String> trusted, String result) implements Instructions {

        public Check {
            trusted = List.copyOf(trusted);
        }
    }

    /** Writes these to a file. */
    default void write(Path file) throws IOException {
        JsonMapper.builder().build().writeValue(file.toFile(), this);
    }

    /** Reads instructions of a kind. */
    static <I extends Instructions> I read(Path file, Class<I> kind) throws IOException {
        return JsonMapper.builder().build().readValue(Files.readAllBytes(file), kind);
    }
}

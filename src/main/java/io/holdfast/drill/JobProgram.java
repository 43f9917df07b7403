package io.holdfast.drill;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The program of a job.
 *
 * @param job the class whose {@code main} starts the job
 * @param classpath where its classes are; what runs the tool comes after it
 * @param javaOptions options of its JVM
 * @param arguments of its {@code main}
 * @param environment variables of its process besides those of this one: its configuration
 */
public record JobProgram(
        String job,
        List<Path> classpath,
        List<String> javaOptions,
        List<String> arguments,
        Map<String, String> environment) {

    public JobProgram {
        classpath = List.copyOf(classpath);
        javaOptions = List.copyOf(javaOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}

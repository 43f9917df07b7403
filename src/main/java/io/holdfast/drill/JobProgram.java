package io.holdfast.drill;

import java.nio.file.Path;
import java.util.List;

/**
 * The program of a job.
 *
 * @param job the class whose {@code main} starts the job
 * @param classpath where its classes are; what runs the tool comes after it
 * @param javaOptions options of its JVM
 * @param arguments of its {@code main}
 */
public record JobProgram(String job, List<Path> classpath, List<String> javaOptions, List<String> arguments) {

    public JobProgram {
        classpath = List.copyOf(classpath);
        javaOptions = List.copyOf(javaOptions);
        arguments = List.copyOf(arguments);
    }
}

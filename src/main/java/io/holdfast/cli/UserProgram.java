package io.holdfast.cli;

import io.holdfast.drill.JobProgram;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How commands are told of the program that builds the user's job. */
final class UserProgram {

    @Option(
            names = "--job",
            paramLabel = "CLASS",
            required = true,
            description = "The class whose main builds and starts the job.")
    @SuppressWarnings("NullAway.Init")
    private String job;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            required = true,
            description = "Where the job's classes are: jars and directories, separated as for java -cp.")
    @SuppressWarnings("NullAway.Init")
    private String classpath;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option of the job's JVM, such as -Xmx1g; may be given more than once.")
    private List<String> javaOptions = List.of();

    @Parameters(paramLabel = "ARGUMENT", description = "Arguments of the job's main, after --.")
    private List<String> arguments = List.of();

    /** As a program to be run, with more options of its JVM. */
    JobProgram with(List<String> moreJavaOptions) {
        List<String> options = new ArrayList<>(javaOptions);
        options.addAll(moreJavaOptions);
        return new JobProgram(job, classpath(), options, arguments);
    }

    List<Path> classpath() {
        return Arrays.stream(classpath.split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
    }
}

package io.holdfast.cli;

import io.holdfast.configuration.Configuration;
import io.holdfast.launch.ClassPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How commands are told of the program that builds the user's job, and of what it is configured with. */
class UserProgram {

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
            description = "Where the job's classes are: jars and directories, separated as for java -cp, also DIR/*.")
    @SuppressWarnings("NullAway.Init")
    private String classpath;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Options of the job, as Java properties. Default: the file that $$HOLDFAST_CONFIG names, if any.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "An option of the job; may be given more than once. Overrules the environment"
                            + " ($$HOLDFAST_KEY), which overrules the file, which overrules the job's code. 'config' lists all.")
    private List<String> sets = List.of();

    @Parameters(paramLabel = "ARGUMENT", description = "Arguments of the job's main, after --.")
    private List<String> arguments = List.of();

    final String job() {
        return job;
    }

    final ClassPath classPath() {
        return ClassPath.of(classpath);
    }

    final List<String> arguments() {
        return List.copyOf(arguments);
    }

    /** What the job is told, with more {@code --set}; throws all that is wrong. */
    final Configuration configuration(List<String> moreSets) {
        return Configuration.read(
                config,
                System.getenv(),
                Stream.concat(sets.stream(), moreSets.stream()).toList());
    }

    /** The same as variables, for a process that runs the job. */
    final Map<String, String> environment() {
        configuration(List.of());
        return Configuration.asVariables(config, sets);
    }
}

package io.holdfast.cli;

import io.holdfast.drill.JobProgram;
import io.holdfast.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The same for commands that run it in processes of their own. */
final class ForkedProgram extends UserProgram {

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option of the job's JVM, such as -Xmx1g; may be given more than once.")
    private List<String> javaOptions = List.of();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** As a program to be run, with more options of its JVM. */
    JobProgram with(List<String> moreJavaOptions) {
        List<String> options = new ArrayList<>(javaOptions);
        options.addAll(moreJavaOptions);
        try {
            return new JobProgram(job(), classPath().entries(), options, arguments(), environment());
        } catch (ConfigurationException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

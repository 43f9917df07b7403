package io.holdfast.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a job gets a JVM of its own.
 *
 * @param prefix a command that runs the JVM in its place, such as one that enters another namespace; mostly empty
 * @param environment variables besides those of this process
 * @param options of the JVM besides the usual ones, of which the last wins
 * @param main the class to run
 * @param arguments for it
 */
record Launch(
        List<String> prefix,
        Map<String, String> environment,
        List<String> options,
        Class<?> main,
        List<String> arguments) {

    static Launch of(RunningSumsJob job) {
        return of(RunningSumsJob.class, job.arguments());
    }

    static Launch of(Class<?> main, List<String> arguments) {
        return new Launch(List.of(), Map.of(), List.of(), main, arguments);
    }

    Launch behind(String... command) {
        return new Launch(List.of(command), environment, options, main, arguments);
    }

    Launch in(Map<String, String> variables) {
        return new Launch(prefix, variables, options, main, arguments);
    }

    Launch with(String... more) {
        return new Launch(prefix, environment, List.of(more), main, arguments);
    }

    ProcessBuilder process(Path logback) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dlogback.configurationFile=" + logback));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }
}

package io.holdfast.drill;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts processes that run the job's program. */
final class Launcher {

    /**
     * Ctrl-C at a terminal goes to all processes there: it is for the drill, which ends the others itself. What a shell ignores,
     * the program that takes its place ignores, too.
     */
    private static final List<String> DEAF = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    private final JobProgram program;
    private final String mainClass;
    private final Path log;
    private final Workers workers;
    private final TimeSource time;

    Launcher(JobProgram program, String mainClass, Path log, Workers workers, TimeSource time) {
        this.program = program;
        this.mainClass = mainClass;
        this.log = log;
        this.workers = workers;
        this.time = time;
    }

    /** Starts a process with instructions, which are written to the file first; the directory is this process's if null. */
    Child start(Instructions instructions, Path file, @Nullable Path directory) throws IOException {
        instructions.write(file);
        List<String> command = new ArrayList<>(DEAF);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program.javaOptions());
        command.addAll(List.of("-cp", classpath(), mainClass));
        command.addAll(RehearsedJob.arguments(instructions, file, program.job(), program.arguments()));
        return Child.start(command, program.environment(), directory, log, workers, time);
    }

    /** Absolute: the process may work elsewhere. */
    private String classpath() {
        Stream<String> own = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
        return Stream.concat(program.classpath().stream().map(Path::toString), own)
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}

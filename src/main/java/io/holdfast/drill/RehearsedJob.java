package io.holdfast.drill;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.configuration.Configuration;
import io.holdfast.driver.JobHost;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.launch.JobClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The main of a process of the drill: runs the job's main under a rehearsal. Arguments: the kind of instructions, the file
 * with them, the job's class, and the arguments of its main. Ends with the process that started it.
 */
public final class RehearsedJob {

    /** Where Logback finds a configuration if the job brings none. */
    private static final String LOGGING = "io/holdfast/cli/logging.xml";

    private final Events events;
    private final RunRehearsal.Recorder recorder;

    private RehearsedJob(Events events, RunRehearsal.Recorder recorder) {
        this.events = events;
        this.recorder = recorder;
    }

    /** Runs in a process of its own. */
    public static void main(String[] arguments) {
        run(arguments, RecordingPublisher::new);
    }

    /** The same with other recorders. */
    static void run(String[] arguments, RunRehearsal.Recorder recorder) {
        Events events = new Events(System.out);
        // What the job prints goes to its log: standard output belongs to the events.
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        chooseLogging();
        new RehearsedJob(events, recorder).run(List.of(arguments));
    }

    private static void chooseLogging() {
        ClassLoader loader = RehearsedJob.class.getClassLoader();
        boolean own = System.getProperty("logback.configurationFile") != null
                || loader.getResource("logback.xml") != null
                || loader.getResource("logback-test.xml") != null;
        if (!own) {
            System.setProperty("logback.configurationFile", LOGGING);
        }
    }

    private void run(List<String> arguments) {
        try {
            DrillRehearsal rehearsal = rehearsal(arguments.get(0), Path.of(arguments.get(1)));
            JobHost.install(rehearsal);
            Configuration.read(null, System.getenv(), List.of()).install();
            followParent(rehearsal);
            callMain(arguments.get(2), arguments.subList(3, arguments.size()));
            if (!rehearsal.hasJob()) {
                throw new ConfigurationException(
                        "main of " + arguments.get(2) + " returned without starting a StreamingContext");
            }
        } catch (Throwable e) {
            e.printStackTrace(System.err);
            events.refuse(e);
        }
    }

    private DrillRehearsal rehearsal(String kind, Path file) throws IOException {
        return switch (kind) {
            case "Run" -> new RunRehearsal(Instructions.read(file, Instructions.Run.class), events, recorder);
            case "Again" -> new ReplayRehearsal(Instructions.read(file, Instructions.Again.class), events);
            case "Redeliver" -> new RedeliveryRehearsal(Instructions.read(file, Instructions.Redeliver.class), events);
            case "Check" -> new CheckRehearsal(Instructions.read(file, Instructions.Check.class), events);
            case "Kafka" -> new KafkaRehearsal(Instructions.read(file, Instructions.Kafka.class), events);
            default -> throw new IllegalArgumentException("unknown instructions: " + kind);
        };
    }

    /** The parent says when to stop; it ends, however, when the line to it does. */
    private static void followParent(DrillRehearsal rehearsal) {
        var unused = new ThreadWorkers("drill").start("parent").submit(() -> {
            try (BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = parent.readLine(); line != null; line = parent.readLine()) {
                    rehearsal.stop();
                }
            } finally {
                Runtime.getRuntime().halt(1);
            }
            return true;
        });
    }

    private static void callMain(String job, List<String> arguments) throws Throwable {
        JobClass found = JobClass.find(job);
        try {
            found.call(arguments);
        } catch (Throwable e) {
            throw failed(job, arguments, e);
        }
    }

    /** What Holdfast throws says enough; the rest does not even name the program. */
    private static Throwable failed(String job, List<String> arguments, Throwable cause) {
        return cause instanceof HoldfastException || cause instanceof Error
                ? cause
                : new ConfigurationException(
                        "main of " + job + " failed: " + cause
                                + (arguments.isEmpty() ? "; it was given no arguments: they go after --" : ""),
                        cause);
    }

    /** The command line behind the JVM's own options. */
    static List<String> arguments(Instructions instructions, Path file, String job, List<String> jobArguments) {
        List<String> own = List.of(instructions.getClass().getSimpleName(), file.toString(), job);
        return java.util.stream.Stream.concat(own.stream(), jobArguments.stream())
                .toList();
    }
}

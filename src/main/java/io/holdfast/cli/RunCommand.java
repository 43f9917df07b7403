package io.holdfast.cli;

import io.holdfast.configuration.Configuration;
import io.holdfast.configuration.Keys;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobHost;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.launch.ClassPath;
import io.holdfast.launch.ExitCode;
import io.holdfast.launch.JobClass;
import io.holdfast.launch.LaunchedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the user's job. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Runs your job until it is stopped: calls the main of a class of yours, in this process, and waits until the job that it"
                    + " starts has ended.",
            "SIGTERM and SIGINT let the running batch end, commit and publish, for 'stop-timeout' (30s) at most: then that batch is"
                    + " given up, which loses nothing. A second signal ends the process at once."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            JobCommand.STOPPED,
            JobCommand.FAILED,
            JobCommand.WRONG_USAGE,
            JobCommand.DAMAGED,
            JobCommand.TAKEN_OVER,
            JobCommand.INCOMPATIBLE,
            JobCommand.ENDED_AT_ONCE
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar run --job com.acme.MyJob --classpath my-job.jar --config my-job.properties",
            "  java -jar holdfast.jar run --job com.acme.MyJob --classpath 'my-job.jar:lib/*' --set parallelism=4 -- arguments",
            "  java -jar holdfast.jar run --job com.acme.MyJob --classpath my-job.jar --print-config"
        })
final class RunCommand implements JobCommand {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private UserProgram program;

    @Option(
            names = "--print-config",
            description =
                    "Print the configuration that the job would run with, and where each value is from, instead of"
                            + " starting it. Calls main up to the start.")
    private boolean printConfig;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info or debug. Default: 'log-level' of the configuration, info.")
    private @Nullable String logLevel;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text, or json: an object per line. Default: 'log-format' of the configuration, text.")
    private @Nullable String logFormat;

    @Override
    public Integer call() throws Exception {
        Configuration configuration = configuration();
        ClassPath classPath = classPath();
        Logging.choose(configuration.values());
        configuration.install();
        RunLog log = new RunLog();
        LaunchedJob launched = new LaunchedJob(job -> starting(job, configuration, log));
        JobHost.install(launched);
        JobClass job = JobClass.load(program.job(), classPath);
        Supplier<Duration> bound = () -> bound(launched, configuration);
        StopSignals.call(
                () -> {
                    log.stopping(bound.get());
                    launched.stop();
                },
                bound,
                log::abandoning);
        ExitCode code = new RunningMain(job, launched, log).run(program.arguments(), bound);
        return code.number();
    }

    private Configuration configuration() {
        List<String> more = new ArrayList<>();
        if (logLevel != null) {
            more.add(Keys.LOG_LEVEL.name() + "=" + logLevel);
        }
        if (logFormat != null) {
            more.add(Keys.LOG_FORMAT.name() + "=" + logFormat);
        }
        try {
            return program.configuration(more);
        } catch (ConfigurationException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ClassPath classPath() {
        ClassPath classPath = program.classPath();
        if (!classPath.problems().isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("; ", classPath.problems()));
        }
        return classPath;
    }

    /** A program may have threads, or hooks, that would hold it: so the process ends here if there is nothing more to do. */
    private void starting(JobDescription job, Configuration configuration, RunLog log) {
        String effective = new EffectiveConfiguration(job.options().values(), configuration.settings()).toString();
        if (printConfig) {
            spec.commandLine().getOut().print(effective);
            spec.commandLine().getOut().flush();
            Runtime.getRuntime().halt(0);
        }
        log.starting(job.options().name(), effective);
    }

    private static Duration bound(LaunchedJob launched, Configuration configuration) {
        JobDescription job = launched.job();
        return job == null
                ? configuration.values().get(Keys.STOP_TIMEOUT)
                : job.options().stopTimeout();
    }
}

package io.holdfast.cli;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.launch.ExitCode;
import io.holdfast.launch.JobClass;
import io.holdfast.launch.LaunchedJob;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls the main of a job's program, waits for the job, and tells what came of it. */
record RunningMain(JobClass job, LaunchedJob launched, RunLog log) {

    ExitCode run(List<String> arguments, Supplier<Duration> bound) throws InterruptedException {
        Throwable thrown = call(arguments);
        if (thrown == null) {
            launched.awaitEnd();
        } else {
            launched.stop();
            launched.awaitEnd(bound.get());
        }
        Throwable failure = launched.failure() == null ? thrown : launched.failure();
        if (failure != null && !isLogged()) {
            log.failed(job.name(), !arguments.isEmpty(), failure);
        }
        ExitCode code = failure == null ? ExitCode.STOPPED : ExitCode.of(failure);
        log.ended(code);
        return code;
    }

    private @Nullable Throwable call(List<String> arguments) {
        try {
            job.call(arguments);
        } catch (Throwable e) {
            return e;
        }
        return launched.job() == null
                ? new ConfigurationException("main of " + job.name() + " returned without starting a StreamingContext")
                : null;
    }

    /** The engine says how a job ended that was ready to run, and leaves to the caller why one did not start. */
    private boolean isLogged() {
        return launched.failure() != null && launched.wasReady();
    }
}

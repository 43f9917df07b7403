package io.holdfast.cli;

import io.holdfast.failure.HoldfastException;
import io.holdfast.launch.ExitCode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code run} says besides the engine: in the log, so that all that a job says is in one form. */
final class RunLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.run");

    void starting(String job, String configuration) {
        LOG.info("Job '{}' runs with\n{}", job, configuration.stripTrailing());
    }

    void stopping(Duration bound) {
        LOG.info(
                "Told to stop: the running batch may end within {} s. A second signal ends the process at once",
                bound.toSeconds());
    }

    void abandoning() {
        LOG.warn("The job did not stop in time: what it is doing is given up, and done again after the next start");
    }

    /** What the engine has not said. */
    void failed(String main, boolean hadArguments, Throwable failure) {
        if (failure instanceof HoldfastException) {
            LOG.error(failure.getMessage());
            LOG.debug("Thrown at", failure);
        } else {
            String hint = hadArguments ? "" : "; it was given no arguments: they go after --";
            LOG.error("main of {} failed: {}{}", main, failure, hint, failure);
        }
    }

    void ended(ExitCode code) {
        LOG.info("Exit code {}: {}", code.number(), code.meaning());
    }
}

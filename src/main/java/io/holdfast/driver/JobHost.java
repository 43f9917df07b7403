package io.holdfast.driver;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A tool that runs a job's program in this JVM: stands between the program and the engine, to hear of the job, or to run it
 * somewhere else than where its program says, on another directory, with other targets. A program that is run by itself has none.
 */
public interface JobHost {

    /** Sees a job about to start, before it has touched anything, and says what starts instead. Throws to refuse it. */
    JobDescription prepare(JobDescription described) throws Exception;

    /** Whether what starts is the job itself, not one that is run to look at it: so it shows its status. */
    default boolean runsTheJob() {
        return false;
    }

    /** The job has been started. */
    default void started(Driver driver) {}

    /** Installs the host of this JVM. Can be done once. */
    static void install(JobHost host) {
        if (!Installed.HOST.compareAndSet(null, host)) {
            throw new IllegalStateException("this JVM has a host already; each job that is run needs a JVM of its own");
        }
    }

    /** The host of this JVM, if there is one. */
    static @Nullable JobHost installed() {
        return Installed.HOST.get();
    }

    /** Where it is kept. */
    final class Installed {

        private static final AtomicReference<@Nullable JobHost> HOST = new AtomicReference<>();

        private Installed() {}
    }
}

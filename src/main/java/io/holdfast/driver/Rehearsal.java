package io.holdfast.driver;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a job's program and the engine, so that a tool can run the job somewhere else than where its program says:
 * on another directory, with other targets. There is none in production. Only tools that run a job's program in a JVM of
 * their own install one.
 */
public interface Rehearsal {

    /** Sees a job about to start, before it has touched anything, and says what starts instead. Throws to refuse it. */
    JobDescription prepare(JobDescription described) throws Exception;

    /** The job has been started. */
    default void started(Driver driver) {}

    /** Installs the rehearsal of this JVM. Can be done once. */
    static void install(Rehearsal rehearsal) {
        if (!Installed.REHEARSAL.compareAndSet(null, rehearsal)) {
            throw new IllegalStateException("this JVM has a rehearsal already; each rehearsal needs a JVM of its own");
        }
    }

    /** The rehearsal of this JVM; null in production. */
    static @Nullable Rehearsal installed() {
        return Installed.REHEARSAL.get();
    }

    /** Where it is kept. */
    final class Installed {

        private static final AtomicReference<@Nullable Rehearsal> REHEARSAL = new AtomicReference<>();

        private Installed() {}
    }
}

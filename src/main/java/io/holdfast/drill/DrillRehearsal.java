package io.holdfast.drill;

import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobHost;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.plan.Node;
import org.jspecify.annotations.Nullable;

/** What the processes of a drill do when the job's program starts its job. A program starts one job. */
abstract class DrillRehearsal implements JobHost {

    private final Events events;
    private @Nullable String name;

    DrillRehearsal(Events events) {
        this.events = events;
    }

    /** A program may hide what this throws, and go on: so what cannot be done ends the process here. */
    @Override
    public final JobDescription prepare(JobDescription described) throws Exception {
        try {
            claim(described);
            return prepareOnly(described);
        } catch (Throwable e) {
            e.printStackTrace(System.err);
            events.refuse(e);
            throw e;
        }
    }

    private synchronized void claim(JobDescription described) {
        String second = described.options().name();
        if (name != null) {
            throw new ConfigurationException("a drill runs programs that start one job, but this one started '" + name
                    + "' and then '" + second + "': give each a main of its own, and drill them one by one");
        }
        name = second;
    }

    /**
     * Refuses a job with a receiver before it receives anything.
     *
     * @param why what it cannot be used for, and what to do instead
     */
    static void requireInputThatStays(JobDescription job, String why) {
        for (Node.SourceNode node : job.plan().sources()) {
            if (!node.source().canBeReadAgain()) {
                throw new ConfigurationException(
                        "source '" + node.name() + "' (" + node.kind() + ") cannot be read again: " + why);
            }
        }
    }

    /** Ends the process when there is nothing more to do: the program would only wait for a job. */
    static JobDescription finished() {
        Runtime.getRuntime().halt(0);
        throw new AssertionError("the process has ended");
    }

    /** Whether a job was started. */
    final synchronized boolean hasJob() {
        return name != null;
    }

    abstract JobDescription prepareOnly(JobDescription job) throws Exception;

    /** Ends the job in good order; no effect on work that ends by itself. */
    void stop() {}
}

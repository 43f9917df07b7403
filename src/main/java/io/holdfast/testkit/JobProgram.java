package io.holdfast.testkit;

import io.holdfast.StreamingContext;
import io.holdfast.configuration.Keys;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobOptions;
import io.holdfast.plan.Node;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The user's code that describes the job: called for each process anew, as a program that is started again. */
final class JobProgram {

    private final Callable<StreamingContext> describe;
    private final UnaryOperator<JobOptions> options;
    private @Nullable StreamingContext last;

    /** A program whose job runs with its options changed like this. */
    JobProgram(Callable<StreamingContext> describe, UnaryOperator<JobOptions> options) {
        this.describe = Objects.requireNonNull(describe);
        this.options = options;
    }

    /** The job of one process. */
    JobDescription describe(Storage checkpoint, Path workDirectory) {
        StreamingContext context = call();
        if (context == last) {
            throw new IllegalStateException(
                    "the function that describes the job returned the StreamingContext that it had"
                            + " returned before: each process of a job needs a new one, so build it inside of the function");
        }
        last = context;
        JobDescription job = context.describedOn(checkpoint, workDirectory);
        return new JobDescription(
                options.apply(job.options()),
                job.plan(),
                job.types(),
                job.checkpoint(),
                job.workDirectory(),
                job.listeners());
    }

    private StreamingContext call() {
        try {
            return Objects.requireNonNull(describe.call(), "the function that describes the job returned null");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the function that describes the job failed: " + e, e);
        }
    }

    /** The node of this name, or an exception that names those there are. */
    static <N extends Node> N named(String name, String kind, List<N> nodes) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the job has no " + kind + " '" + name + "'; its " + kind + "s are "
                                + nodes.stream().map(Node::name).sorted().toList()));
    }

    /** The options of tests: so many tasks, and a failure ends the process at once, so that the test sees it. */
    static UnaryOperator<JobOptions> failingAtOnce(int parallelism) {
        return given -> given.with(Keys.PARALLELISM, parallelism).with(Keys.MAX_RESTARTS, 0);
    }

    /** The same with all that a checkpoint has to do in the first few batches: snapshots are taken, old batches deleted. */
    static UnaryOperator<JobOptions> busyCheckpoint(int parallelism) {
        int retained = 2;
        long smallestBudget = 1 << 16;
        return given -> failingAtOnce(parallelism)
                .apply(given)
                .with(Keys.RETAINED_BATCHES, retained)
                .with(Keys.RETAINED_FOR, Duration.ZERO)
                .with(Keys.REPLAY_BUDGET, smallestBudget);
    }
}

package io.holdfast.bench;

import io.holdfast.common.ThreadWorkers;
import java.util.Arrays;
import java.util.List;

/** The entry point of a process that runs a job of a benchmark, so that memory, processor time and start are its own. */
final class ChildMain {

    private ChildMain() {}

    /** A job that runs until it has measured. */
    interface Job {
        void run(Settings settings, ChildOutput output) throws Exception;
    }

    /** Arguments: the name of the job, then its settings. */
    public static void main(String[] arguments) throws Exception {
        endWithParent();
        List<String> all = Arrays.asList(arguments);
        try {
            job(all.get(0)).run(Settings.parse(all.subList(1, all.size())), new ChildOutput());
        } catch (Throwable failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        // What a job would do for a good end is not measured, and its directory is removed.
        Runtime.getRuntime().halt(0);
    }

    private static Job job(String name) {
        return switch (name) {
            case BareLoop.JOB -> new BareLoop();
            case KeyedCountJob.JOB -> new KeyedCountJob();
            case StateJob.JOB -> new StateJob();
            case LatencyJob.JOB -> new LatencyJob();
            case WindowJob.JOB -> new WindowJob();
            case UpdateAllJob.JOB -> new UpdateAllJob();
            case CommitJob.JOB -> new CommitJob();
            default -> throw new IllegalArgumentException("no job " + name);
        };
    }

    /** Nothing is ever written to the input: it ends when the process that holds its other end does, however that died. */
    private static void endWithParent() {
        var unused = new ThreadWorkers("bench").start("parent").submit(() -> {
            while (System.in.read() >= 0) {
                // Goes on.
            }
            Runtime.getRuntime().halt(1);
            return null;
        });
    }
}

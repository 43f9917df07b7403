package io.holdfast.drill;

import io.holdfast.model.JobListener;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the drill what happens in this process. Thread-safe. */
final class Events implements JobListener {

    private final PrintStream out;

    Events(PrintStream out) {
        this.out = out;
    }

    void tell(Event.Kind kind, Object... fields) {
        out.println(Event.of(kind, fields).line());
        out.flush();
    }

    /** Says why nothing is done, and ends the process: a program may have threads, or hooks, that would hold it. */
    void refuse(Throwable reason) {
        String message = reason.getMessage();
        tell(Event.Kind.REFUSED, message == null ? reason.toString() : message);
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void ready(Ready ready) {
        tell(Event.Kind.READY, ready.lastBatch(), ready.epoch(), ready.keys());
    }

    @Override
    public void committed(BatchReport report) {
        tell(Event.Kind.COMMITTED, report.batch(), nanos(report.run()), nanos(report.commit()));
    }

    private static long nanos(Duration time) {
        return time.toNanos();
    }

    @Override
    public void restarting(Restart restart) {
        tell(Event.Kind.RESTARTING, String.valueOf(restart.cause().getMessage()));
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        if (failure == null) {
            tell(Event.Kind.ENDED, "", "");
        } else {
            tell(Event.Kind.ENDED, failure.getClass().getName(), String.valueOf(failure.getMessage()));
        }
    }
}

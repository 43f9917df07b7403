package io.holdfast.checkpoint;

import io.holdfast.failure.FencedException;
import io.holdfast.failure.StorageException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * After the first failure of anything, everything is refused: what the disk holds is then known only to a process that
 * reads it afresh. Thread-safe.
 */
final class FailStop {

    private final AtomicReference<Throwable> first = new AtomicReference<>();

    <T> T run(Supplier<T> step) {
        refuseAfterFailure();
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            first.compareAndSet(null, e);
            throw e;
        }
    }

    boolean hasFailed() {
        return first.get() != null;
    }

    private void refuseAfterFailure() {
        Throwable failure = first.get();
        if (failure == null) {
            return;
        }
        String message =
                "nothing more is written to this checkpoint since it failed once: end this process and start again;"
                        + " the failure was: " + failure.getMessage();
        throw failure instanceof FencedException
                ? new FencedException(message, failure)
                : new StorageException(message, failure);
    }
}

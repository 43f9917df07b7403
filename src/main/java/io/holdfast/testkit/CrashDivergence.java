package io.holdfast.testkit;

import org.jspecify.annotations.Nullable;

/** A job did not do after a crash what it does without one, or not even that twice. The message is for people. */
public final class CrashDivergence extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final int crash;

    CrashDivergence(int crash, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.crash = crash;
    }

    /** The number of the crash, for {@link CrashEverywhere#only}; 0 if runs without a crash differ. */
    public int crash() {
        return crash;
    }
}

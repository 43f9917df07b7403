package io.holdfast.drill;

/** Ends the faults of a drill before their time: with what that says of the job, and why. */
final class CannotGoOn extends Exception {

    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    CannotGoOn(Verdict verdict, String reason) {
        super(reason);
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

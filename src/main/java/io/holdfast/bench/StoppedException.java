package io.holdfast.bench;

/** A person does not want to wait for the rest. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}

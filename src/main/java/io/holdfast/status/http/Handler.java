package io.holdfast.status.http;

/** Answers requests. Called by several threads. */
@FunctionalInterface
public interface Handler {

    /** What it throws is answered with 500 and logged. */
    Response handle(Request request) throws Exception;
}

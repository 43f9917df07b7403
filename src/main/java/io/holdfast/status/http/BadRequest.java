package io.holdfast.status.http;

/** A request that cannot be answered. */
final class BadRequest extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequest(int status, String message) {
        super(message);
        this.status = status;
    }

    Response response() {
        return Response.error(status, String.valueOf(getMessage()));
    }
}

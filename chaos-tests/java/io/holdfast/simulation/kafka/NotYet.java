package io.holdfast.simulation.kafka;

/** The broker's answer to what a client then asks again by itself until its time is up. */
final class NotYet extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotYet(String why) {
        super(why, null, false, false);
    }
}

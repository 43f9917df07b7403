package io.holdfast.spark;

/** The state of a key, as {@code mapWithState} of either engine hands it to a function. */
interface Cell {

    boolean exists();

    Object get();

    void update(Object state);

    void remove();

    boolean isTimingOut();
}

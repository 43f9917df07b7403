package io.holdfast.drill;

/** Hears how a drill goes on. Calls come one at a time. */
public interface Progress {

    /** Something happened; a line. */
    void event(String line);

    /** How far the drill is; replaces what was said before. */
    void status(String line);
}
